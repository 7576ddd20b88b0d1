/** Our answer beside that of real Keras. */
import type { Built, BuiltLayer, BuiltModel, Ours, Shape } from "./program";

export type Verdict =
  /** Every layer's class, shape and weights are equal. */
  | "exact"
  /** Both refuse it: Keras raises an error, and we say that something is wrong or not known. */
  | "refused"
  /** We say that something is not known, with a reason. */
  | "partial"
  /** We report an error where Keras builds the model. */
  | "alarm"
  /** The program is for another version of Keras, or asks for what the oracle does not have: nothing to compare with. */
  | "no oracle"
  /** A silent difference: we give figures as exact, and they are not Keras'. */
  | "wrong";

export interface Comparison {
  readonly verdict: Verdict;
  /** The first difference, or why it is not known. */
  readonly why: string | null;
  /** Layers that were compared one by one. */
  readonly layers: number;
}

export function compare(ours: Ours, theirs: Built): Comparison {
  if ("error" in theirs) {
    if (OF_ANOTHER_VERSION.test(theirs.error)) return { verdict: "no oracle", why: theirs.error, layers: 0 };
    if ((ours.incomplete ?? ours.unpriced) !== null) return { verdict: "refused", why: theirs.error, layers: 0 };
    return { verdict: "wrong", why: `Keras raises: ${theirs.error}`, layers: 0 };
  }
  if (ours.incomplete !== null) {
    const isError = /^error: /.test(ours.incomplete);
    return { verdict: isError ? "alarm" : "partial", why: ours.incomplete, layers: 0 };
  }
  if ("error" in ours.built && theirs.layers.every((layer) => layer.class === "InputLayer"))
    return { verdict: "exact", why: "it has no layers, so it is shown as no network", layers: 0 };
  if ("error" in ours.built)
    return { verdict: "wrong", why: `no model, and no reason: ${ours.built.error}`, layers: 0 };
  const difference = differenceOf(ours.built, theirs);
  const layers = theirs.layers.filter(isCompared).length;
  if (difference === null) return { verdict: "exact", why: ours.unpriced, layers };
  // Sides that we leave open are nothing that we claim.
  const isOpen = differenceOf(filledIn(ours.built, theirs), theirs) === null;
  return { verdict: isOpen ? "partial" : "wrong", why: difference, layers: isOpen ? 0 : layers };
}

/** Our model with Keras' sides where we leave one open. */
function filledIn(ours: BuiltModel, theirs: BuiltModel): BuiltModel {
  return {
    ...ours,
    outputs: ours.outputs.map((shape, index) => filledShape(shape, theirs.outputs[index] ?? null)),
    layers: ours.layers.map((layer) => {
      const other = theirs.layers.find((candidate) => candidate.name === layer.name || candidate.class === layer.class);
      return { ...layer, shapes: layer.shapes.map((shape, index) => filledShape(shape, other?.shapes[index] ?? null)) };
    }),
  };
}

function filledShape(ours: Shape | null, theirs: Shape | null): Shape | null {
  if (ours === null || theirs?.length !== ours.length) return ours;
  return ours.map((side, index) => side ?? theirs[index] ?? null);
}

/** What Keras 3 says to names and spellings of Keras 1 and 2, and what making no weights does not allow. */
const OF_ANOTHER_VERSION =
  /has no attribute|cannot import name|No module named|missing \d+ required positional argument|in a stateless scope|`name` must be a string and cannot contain character/;

/** The first difference in words, null for none. */
function differenceOf(ours: BuiltModel, theirs: BuiltModel): string | null {
  const own = new Set([...ours.layers, ...theirs.layers].filter((layer) => layer.own).map((layer) => layer.class));
  const isCounted = (layer: BuiltLayer): boolean => isCompared(layer) && !own.has(layer.class);
  return (
    different("inputs", ours.inputs, theirs.inputs) ??
    (hasSameShapes(ours.outputs, theirs.outputs) ? null : different("outputs", ours.outputs, theirs.outputs)) ??
    different("weights", ours.total, theirs.total) ??
    differentLayers(ours.layers.filter(isCounted), theirs.layers.filter(isCounted))
  );
}

function different(what: string, ours: unknown, theirs: unknown): string | null {
  const [left, right] = [JSON.stringify(ours), JSON.stringify(theirs)];
  return left === right ? null : `${what} ${left}, Keras has ${right}`;
}

/**
 * Operations on tensors are cut into layers in ways that differ between versions of Keras, and what a Lambda or a layer of the
 * program's own computes stands in its place: their effect shows in what comes after them and in the totals.
 */
function isCompared(layer: BuiltLayer): boolean {
  return !layer.operation && !layer.own && layer.class !== "Lambda";
}

function differentLayers(ours: readonly BuiltLayer[], theirs: readonly BuiltLayer[]): string | null {
  const isNested = theirs.some(({ nested }) => nested);
  // Layers of a nested model stand among those around it where the model is called more than once or on several tensors.
  const expected = isNested ? sorted(theirs) : theirs;
  const found = isNested ? sorted(ours) : ours;
  for (const [index, layer] of expected.entries()) {
    const other = found[index];
    if (other === undefined) return `no layer ${index}, Keras has ${print(layer)}`;
    if (!isSame(other, layer)) return `layer ${index} is ${print(other)}, Keras has ${print(layer)}`;
  }
  const surplus = found[expected.length];
  return surplus === undefined ? null : `a layer too many: ${print(surplus)}`;
}

function sorted(layers: readonly BuiltLayer[]): readonly BuiltLayer[] {
  const key = (layer: BuiltLayer): string =>
    [layer.class, String(layer.total).padStart(12), isAutomatic(layer) ? "" : lastName(layer.name)].join(" ");
  return [...layers].sort((left, right) => (key(left) < key(right) ? -1 : key(left) > key(right) ? 1 : 0));
}

function isSame(ours: BuiltLayer, theirs: BuiltLayer): boolean {
  return (
    ours.class === (RENAMED.get(theirs.class) ?? theirs.class) &&
    ours.total === theirs.total &&
    (theirs.nested || hasSameShapes(ours.shapes, theirs.shapes)) &&
    (isAutomatic(theirs) || lastName(ours.name) === lastName(theirs.name))
  );
}

/** Keras' own class names where they are not those that it exports. */
const RENAMED: ReadonlyMap<string, string> = new Map([["GroupedQueryAttention", "GroupQueryAttention"]]);

/** Keras leaves some sides open that follow from the input, and does so for all of a nested model. */
function hasSameShapes(ours: readonly (Shape | null)[], theirs: readonly (Shape | null)[]): boolean {
  return ours.length === theirs.length && theirs.every((shape, index) => isSameShape(ours[index] ?? null, shape));
}

function isSameShape(ours: Shape | null, theirs: Shape | null): boolean {
  if (ours === null || theirs === null) return ours === theirs;
  return ours.length === theirs.length && theirs.every((side, index) => side === null || side === ours[index]);
}

/** A name that Keras made of the class: versions number them differently. */
function isAutomatic({ class: className, name }: BuiltLayer): boolean {
  const words = className.toLowerCase();
  return new RegExp(`^${words}(\\d+)?$`).test(lastName(name).replaceAll("_", "")) || className === "InputLayer";
}

/** "outer/inner" is the layer inner of the model outer. Names of Keras hold slashes too: those are cut on both sides. */
function lastName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

function print({ class: className, name, shapes, total }: BuiltLayer): string {
  return `${className} ${name} ${JSON.stringify(shapes)} with ${total} weights`;
}
