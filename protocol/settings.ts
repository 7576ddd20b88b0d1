import { EMBEDDED_DEVICES } from "../predictors/src/devices";
import type { DeviceId } from "./report";

/** The section of the editor's configuration that holds every setting. */
export const SETTINGS_SECTION = "latencyLens";

export interface Settings {
  /** One switch for all channels. */
  readonly enabled: boolean;
  /** Device of the hints, the warnings and the status bar. */
  readonly primaryDevice: DeviceId;
  readonly lenses: boolean;
  readonly hints: HintMode;
  readonly diagnostics: boolean;
  readonly slowLayer: {
    /** Share of the model's milliseconds, 0 to 1, from which a layer is called slow. */
    readonly share: number;
    /** Milliseconds from which a layer is called slow whatever its share: its budget. Null where there is none. */
    readonly milliseconds: number | null;
    /** Milliseconds under which a layer is not called slow whatever its share; in a small network every share is large. */
    readonly minimumMilliseconds: number;
    readonly show: SlowLayerChannel;
  };
  /** Where the heat of each line is drawn. */
  readonly gutter: GutterMode;
  /** Milliseconds that one inference of any model may take, by device. */
  readonly budget: Readonly<Record<DeviceId, number>>;
  readonly inputs: InputsByFile;
  /** Boards that ssh reaches, as they stand there: whoever works on one checks it. */
  readonly boards: readonly unknown[];
}

/** Arguments of functions as plain data, by patterns of files, those of one function with `#name` behind. */
export type InputsByFile = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export const HINT_MODES = ["off", "slow", "all"] as const;
export type HintMode = (typeof HINT_MODES)[number];

/** Where a slow layer is told: at the end of its line, above it, or both. A line above it moves the code when it comes and goes. */
export const SLOW_LAYER_CHANNELS = ["hint", "lens", "both"] as const;
export type SlowLayerChannel = (typeof SLOW_LAYER_CHANNELS)[number];

export const GUTTER_MODES = ["off", "bar", "ruler", "both"] as const;
export type GutterMode = (typeof GUTTER_MODES)[number];

/** The only place with the defaults; package.json repeats them and a test compares the two. */
export const DEFAULT_SETTINGS: Settings = {
  enabled: true,
  primaryDevice: EMBEDDED_DEVICES[0]?.id ?? "",
  lenses: true,
  hints: "all",
  diagnostics: true,
  slowLayer: { share: 0.1, milliseconds: null, minimumMilliseconds: 0.1, show: "lens" },
  gutter: "both",
  budget: {},
  inputs: {},
  boards: [],
};

/** Reads the section as the editor sends it; whatever is missing or of another type is the default. */
export function parseSettings(section: unknown): Settings {
  const values = record(section);
  const slowLayer = record(values["slowLayer"]);
  return {
    enabled: flag(values["enabled"], DEFAULT_SETTINGS.enabled),
    primaryDevice: oneOf(
      EMBEDDED_DEVICES.map(({ id }) => id),
      values["primaryDevice"],
      DEFAULT_SETTINGS.primaryDevice,
    ),
    lenses: flag(values["lenses"], DEFAULT_SETTINGS.lenses),
    hints: oneOf(HINT_MODES, values["hints"], DEFAULT_SETTINGS.hints),
    diagnostics: flag(values["diagnostics"], DEFAULT_SETTINGS.diagnostics),
    slowLayer: {
      share: between(0, 1, slowLayer["share"]) ?? DEFAULT_SETTINGS.slowLayer.share,
      milliseconds: between(0, Infinity, slowLayer["milliseconds"]),
      minimumMilliseconds:
        slowLayer["minimumMilliseconds"] === 0
          ? 0
          : (between(0, Infinity, slowLayer["minimumMilliseconds"]) ?? DEFAULT_SETTINGS.slowLayer.minimumMilliseconds),
      show: oneOf(SLOW_LAYER_CHANNELS, slowLayer["show"], DEFAULT_SETTINGS.slowLayer.show),
    },
    gutter: oneOf(GUTTER_MODES, values["gutter"], DEFAULT_SETTINGS.gutter),
    budget: budgetOf(values["budget"]),
    inputs: inputsOf(values["inputs"]),
    boards: Array.isArray(values["boards"]) ? values["boards"] : DEFAULT_SETTINGS.boards,
  };
}

/** What of the section is wrong and therefore left out, in the author's words; empty where all is well. */
export function settingProblems(section: unknown): readonly string[] {
  return [...budgetProblems(record(section)["budget"]), ...inputProblems(section)];
}

const DEVICE_IDS: readonly DeviceId[] = EMBEDDED_DEVICES.map(({ id }) => id);

function budgetProblems(budget: unknown): readonly string[] {
  const example = `e.g. { ${DEVICE_IDS.map((id) => `"${id}": 50`).join(", ")} }`;
  if (budget === undefined || budget === null) return [];
  if (!isArguments(budget)) return [`latencyLens.budget has to be milliseconds by device, ${example}`];
  return Object.entries(budget).flatMap(([device, ms]) => {
    if (!DEVICE_IDS.includes(device)) return [`latencyLens.budget: "${device}" is no device, ${example}`];
    return between(0, Infinity, ms) === null
      ? [`latencyLens.budget: "${device}" has to be a number of milliseconds above 0, ${example}`]
      : [];
  });
}

function budgetOf(budget: unknown): Settings["budget"] {
  if (!isArguments(budget)) return {};
  return Object.fromEntries(
    DEVICE_IDS.flatMap((id) => {
      const ms = between(0, Infinity, budget[id]);
      return ms === null ? [] : [[id, ms]];
    }),
  );
}

function inputProblems(section: unknown): readonly string[] {
  const inputs = record(section)["inputs"];
  if (inputs === undefined || inputs === null) return [];
  if (typeof inputs !== "object" || Array.isArray(inputs))
    return [`latencyLens.inputs has to be an object, e.g. ${INPUTS_EXAMPLE}`];
  return Object.entries(inputs).flatMap(([key, given]) => {
    if (!isArguments(given))
      return [`latencyLens.inputs: "${key}" has to hold an object of arguments, e.g. ${INPUTS_EXAMPLE}`];
    const sides = given["input_shape"] ?? given["inputShape"];
    if (sides === undefined || key.includes("#") || isSize(sides)) return [];
    return [`latencyLens.inputs: the input_shape of "${key}" has to be [height, width, channels], e.g. [224, 224, 3]`];
  });
}

const INPUTS_EXAMPLE = `{ "models/*.py#resnet": { "depth": 20, "input_shape": [32, 32, 3] } }`;

function inputsOf(inputs: unknown): InputsByFile {
  return Object.fromEntries(
    Object.entries(Array.isArray(inputs) ? {} : record(inputs)).flatMap(([key, given]) =>
      isArguments(given) ? [[key, given]] : [],
    ),
  );
}

function isArguments(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSize(value: unknown): boolean {
  return Array.isArray(value) && value.length === 3 && value.every((side) => Number.isInteger(side) && side > 0);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === "boolean" ? value : otherwise;
}

/** The value where it is a number over `low` and at most `high`. */
function between(low: number, high: number, value: unknown): number | null {
  return typeof value === "number" && value > low && value <= high ? value : null;
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown, otherwise: T): T {
  return allowed.find((candidate) => candidate === value) ?? otherwise;
}
