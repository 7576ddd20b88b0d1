/** Changes of a layer's call that usually make a network faster, as edits in the author's style. None of them has been tried yet. */
import type { LayerReport, ModelReport } from "../../../protocol/report";
import type { Range } from "../../../protocol/source";
import type { Call, Program } from "../syntax/program";
import { sourceNumbers } from "./source-numbers";
import type { SourceNumber } from "./source-numbers";
import { argumentOf, callAt, importsOf, integerOf, sequencesOf, textAt } from "./source-search";
import type { TextEdit } from "./source-search";

export interface Rewrite {
  /** "Replace by SeparableConv2D" */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Of the network that the edits must give; unset where they leave its input as it is. */
  readonly inputShape?: readonly number[];
}

/** Channels that kernels of the GPU work on together: a width between two multiples costs as much as the larger one. */
const TILE = 32;

/** A bottleneck has this part of the channels, as in ResNet. */
const BOTTLENECK = 4;

export interface Source {
  readonly program: Program;
  readonly text: string;
}

/** `layers`: those that the call at `site` makes. */
export function layerRewrites(
  source: Source,
  model: ModelReport,
  site: Range,
  layers: readonly LayerReport[],
): readonly Rewrite[] {
  const call = callAt(source.program, site);
  const [layer] = layers;
  if (call === null || layer === undefined) return [];
  if (layer.class === "Flatten") return [...pooled(source, call)];
  if (layer.class !== "Conv2D") return [];
  return [
    ...separable(source, call),
    ...bottleneck(source, model, layer, call),
    ...strided(source, call),
    ...narrower(call),
  ];
}

// ---------------------------------------------------------------- another layer

function separable(source: Source, call: Call): readonly Rewrite[] {
  const edits = renamed(source, call, { python: "SeparableConv2D", javascript: "separableConv2d" });
  return edits === null ? [] : [{ title: "Replace by SeparableConv2D", edits }];
}

function pooled(source: Source, call: Call): readonly Rewrite[] {
  const edits = renamed(source, call, { python: "GlobalAveragePooling2D", javascript: "globalAveragePooling2d" });
  if (edits === null) return [];
  // TensorFlow.js reads the options of this layer without looking whether there are any.
  const end = { ...call.range.end, character: call.range.end.character - 1 };
  const isBare = source.program.language === "javascript" && call.arguments.length === 0;
  const options = isBare ? [{ range: { start: end, end }, text: "{}" }] : [];
  return [{ title: "Replace by GlobalAveragePooling2D", edits: [...edits, ...options] }];
}

/** The callee under another name of the same module; a name of its own is imported beside the one that is there. Null where neither can be. */
function renamed(
  { program }: Source,
  { callee }: Call,
  names: Readonly<Record<Program["language"], string>>,
): readonly TextEdit[] | null {
  const name = names[program.language];
  if (callee.kind === "attribute") return [{ range: callee.nameRange, text: name }];
  if (callee.kind !== "name") return null;
  const replaced = { range: callee.range, text: name };
  const imported = importsOf(program).flatMap(({ names: list }) => list ?? []);
  if (imported.some((one) => one.alias === null && one.name === name)) return [replaced];
  const own = imported.find((one) => one.alias === null && one.name === callee.name);
  if (own === undefined) return null;
  return [replaced, { range: { start: own.range.end, end: own.range.end }, text: `, ${name}` }];
}

// ---------------------------------------------------------------- other arguments

/** A 1×1 convolution to a quarter of the channels before a larger one. */
function bottleneck(source: Source, model: ModelReport, layer: LayerReport, call: Call): readonly Rewrite[] {
  const shape = model.layers[layer.inputs[0] ?? -1]?.outputShape;
  const channels = shape?.length === 3 ? shape[2] : null;
  if (channels === null || channels === undefined || channels < TILE * 2) return [];
  const width = Math.max(TILE, Math.round(channels / BOTTLENECK / TILE) * TILE);
  const { language } = source.program;
  const callee = textAt(source.text, call.callee.range);
  const made =
    language === "python"
      ? `${callee}(${width}, 1, activation="relu")`
      : `${callee}({ filters: ${width}, kernelSize: 1, activation: "relu" })`;
  const title = `Put a 1×1 convolution to ${width} channels before it`;
  const applied = layer.application[0];
  if (applied === undefined) return [{ title, edits: [{ range: before(call.range), text: `${made}, ` }] }];
  const application = callAt(source.program, applied.location.range);
  const argument = application?.arguments[0];
  if (application?.arguments.length !== 1 || argument?.form !== "positional") return [];
  const open = language === "python" ? `${made}(` : `${made}.apply(`;
  return [
    {
      title,
      edits: [
        { range: before(argument.range), text: open },
        { range: behind(argument.range), text: ")" },
      ],
    },
  ];
}

function strided({ program }: Source, call: Call): readonly Rewrite[] {
  const title = "Halve its images with a stride of 2";
  const written = argumentOf(call, ["strides"], 2);
  if (written !== null)
    return integerOf(written) === 1 ? [{ title, edits: [{ range: written.range, text: "2" }] }] : [];
  const last = call.arguments.at(-1);
  if (last === undefined || call.arguments.some(({ form }) => form === "spread" || form === "keyword-spread"))
    return [];
  if (program.language === "python") return [{ title, edits: [{ range: behind(last.range), text: ", strides=2" }] }];
  const entry = last.value.kind === "dictionary" ? last.value.entries.at(-1) : undefined;
  return entry === undefined ? [] : [{ title, edits: [{ range: behind(entry.value.range), text: ", strides: 2" }] }];
}

/** To the next multiple of the tile below. */
function narrower(call: Call): readonly Rewrite[] {
  const written = argumentOf(call, ["filters"], 0);
  const filters = integerOf(written);
  const fewer = filters === null ? 0 : (Math.ceil(filters / TILE) - 1) * TILE;
  if (written === null || fewer < TILE) return [];
  return [
    { title: `Make ${fewer} filters of ${String(filters)}`, edits: [{ range: written.range, text: String(fewer) }] },
  ];
}

// ---------------------------------------------------------------- the model

/** Names of numbers that are tried as the sides of the images. */
const NAMES_TRIED = 4;

/** Images of the next size below, where the source writes their size once: as a shape, or as numbers with names. */
export function inputRewrites({ program, text }: Source, model: ModelReport): readonly Rewrite[] {
  const [shape, ...others] = model.inputShapes;
  const sides = shape?.filter((side) => side !== null) ?? [];
  const [height, width, channels] = sides;
  if (others.length > 0 || shape?.length !== 3 || height === undefined || width === undefined || channels === undefined)
    return [];
  const [lower, narrower] = [smaller(height), smaller(width)];
  if (lower < TILE || narrower < TILE) return [];
  const found = { title: `Use images of ${lower}×${narrower}`, inputShape: [lower, narrower, channels] };
  const [written, ...more] = sequencesOf(program, sides);
  if (more.length > 0) return [];
  if (written !== undefined) {
    const edits = [lower, narrower].flatMap((side, index) => {
      const item = written.items[index];
      return item === undefined ? [] : [{ range: item.range, text: String(side) }];
    });
    return [{ ...found, edits }];
  }
  const place = { location: model.location, calledAt: model.calledAt ?? null };
  const numbers = sourceNumbers(program, text, place).filter(({ places }) => places.length === 1);
  return namedSides(numbers, [height, width]).map((names) => ({
    ...found,
    edits: names.map(({ places: [{ range }] }, index) => ({ range, text: String([lower, narrower][index]) })),
  }));
}

function smaller(side: number): number {
  return (Math.ceil(side / TILE) - 1) * TILE;
}

/** One name for both sides, or a name for each; which of them are the sides is for a trial to say. */
function namedSides(
  numbers: readonly SourceNumber[],
  [height, width]: readonly [number, number],
): readonly (readonly SourceNumber[])[] {
  const of = (side: number): readonly SourceNumber[] =>
    numbers.filter(({ places: [{ value }] }) => value === side).slice(0, NAMES_TRIED);
  const pairs = of(height).flatMap((first) =>
    of(width).flatMap((second) => (first === second ? [] : [[first, second]])),
  );
  return [...(height === width ? of(height).map((one) => [one]) : []), ...pairs];
}

function before({ start }: Range): Range {
  return { start, end: start };
}

function behind({ end }: Range): Range {
  return { start: end, end };
}
