/** Definitions that build a network but say too little of it: what is missing, and what the author can write. */
import type { Candidate } from "../../../../protocol/report";
import type { FunctionValue, UnknownValue } from "../../values/value";
import { GAP } from "../../syntax/directive-gaps";
import type { Language } from "../../syntax/program";
import { ASSUMED_INPUT_SHAPE, isStructural, isTensor, likelyInput, likelySize } from "./assumed-inputs";
import { declaredSize, defaultsOf } from "./declared-size";
import type { DeclaredSize } from "./declared-size";
import { inputForm, inputShapeName } from "./input-parameters";
import { literalText } from "./literals";

/** `open` are the parameters that not even their names say anything of, `lacking` all that need a value. */
export function candidateOf(
  target: FunctionValue,
  kind: Candidate["kind"],
  { open, lacking }: { readonly open: readonly string[]; readonly lacking: readonly string[] },
  language: Language,
): Omit<Candidate, "id"> {
  const structural = open.filter((name) => name === "" || isStructural(name));
  const directive = structural.length === 0 ? directiveText(lacking, language) : null;
  return {
    name: target.name,
    location: target.location,
    kind,
    missing: lacking,
    why:
      kind === "part"
        ? partOf(target, directive)
        : why(target, open.length > 0 ? open : lacking, structural, directive),
    directive,
    size: imageSize(declaredSize(defaultsOf(target))),
  };
}

/** Of what would be a model if its input were an image. */
export function noImageCandidate(
  target: FunctionValue,
  lacking: readonly string[],
  language: Language,
): Omit<Candidate, "id"> {
  const sizes = lacking.filter((name) => inputForm(name) !== null);
  const wanted = sizes.length > 0 ? sizes : [inputShapeName(language)];
  const missing = [...wanted, ...lacking.filter((name) => !wanted.includes(name))];
  const directive = comment(
    missing.map((name) => `${name}=${GAP}`),
    language,
  );
  return {
    name: target.name,
    location: target.location,
    kind: "network",
    missing,
    why:
      `${target.name} needs ${listed(wanted)}: its input goes into a dense or recurrent layer first, ` +
      `so no image size is assumed. Write “${directive}” above it.`,
    directive,
    size: null,
  };
}

/** Of a function that builds a network and, with all that it is given, ends in an error or in what is not understood. */
export function failedCandidate(
  target: FunctionValue,
  { why }: UnknownValue,
  language: Language,
): Omit<Candidate, "id"> {
  const missing = wantedBy(target, why, language);
  const directive = missing.length === 0 ? null : directiveText(missing, language);
  const advice = directive === null ? "" : ` Write “${directive}” above it.`;
  return {
    name: target.name,
    location: target.location,
    kind: "network",
    missing,
    why: `${failure(target.name, why.replace(/\s+/g, " ").replace(/[.\s]+$/, ""))}.${advice}`,
    directive,
    size: imageSize(declaredSize(defaultsOf(target))),
  };
}

/** Where it is one of an image. */
export function imageSize(declared: DeclaredSize | null): readonly number[] | null {
  return declared?.shape.length === ASSUMED_INPUT_SHAPE.length ? declared.shape : null;
}

/** What is None in most calls. */
const LEFT_NONE = /weights|tensor|name|path|regulari[sz]er|initiali[sz]er/i;

function failure(name: string, why: string): string {
  const key = /^(?:raises )?KeyError: (.+)$/.exec(why)?.[1];
  if (key !== undefined) return `${name} looks up ${key}, which is not among the keys there`;
  if (why.startsWith("raises ")) return `${name} ${why}`;
  return /^[A-Z]\w*(Error|Exception): /.test(why)
    ? `${name} raises ${why}`
    : `What ${name} returns is not known: ${why}`;
}

/** Parameters that are None unless somebody says otherwise: those that the error speaks of, and the size of the image. */
function wantedBy({ parameters, defaults }: FunctionValue, why: string, language: Language): readonly string[] {
  const open = parameters.flatMap((parameter) =>
    parameter.target.kind === "name" && defaults.get(parameter)?.kind === "none" ? [parameter.target.name] : [],
  );
  const words = new Set(why.split(/\W+/));
  const isLookUp = /KeyError: None$/.test(why);
  return open.filter(
    (name) => words.has(name) || (isLookUp && !LEFT_NONE.test(name)) || likelySize(name, open, language) !== null,
  );
}

/** `# latency: input_shape=(224, 224, 3), depth=…` */
function directiveText(names: readonly string[], language: Language): string {
  const parts = names.map((name) => {
    const value = likelySize(name, names, language);
    if (value === null && isTensor(name)) return `${name}=${likelyInput(language)}`;
    return `${name}=${(value === null ? null : literalText(value, language)) ?? GAP}`;
  });
  return comment(parts, language);
}

function comment(parts: readonly string[], language: Language): string {
  return `${language === "python" ? "#" : "//"} latency: ${parts.join(", ")}`;
}

function why(
  { name }: FunctionValue,
  open: readonly string[],
  structural: readonly string[],
  directive: string | null,
): string {
  const wanted = listed(open.map((one) => (one === "" ? "an object" : one)));
  const isNone = `${name} needs ${wanted}, and no call in the project gives ${open.length === 1 ? "it a value that is" : "them values that are"} known.`;
  if (directive !== null) return `${isNone} Write “${directive}” above it.`;
  const parts = listed(structural.map((one) => (one === "" ? "an object" : one)));
  return `${isNone} ${capital(parts)} ${structural.length === 1 ? "is" : "are"} no literal that a “latency:” comment could hold: call ${name} from a function without parameters that returns the network.`;
}

function partOf({ name }: FunctionValue, directive: string | null): string {
  const where = `${name} is a part of a network: its layers have estimates where a model calls it.`;
  return directive === null ? where : `${where} For an estimate of its own, write “${directive}” above it.`;
}

function capital(text: string): string {
  // The name of a parameter stays as it is.
  return text.startsWith("an ") ? `A${text.slice(1)}` : text;
}

/** "a", "a and b", "a, b and c" */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
