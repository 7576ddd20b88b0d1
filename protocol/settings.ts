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
  };
}

export const HINT_MODES = ["off", "slow", "all"] as const;
export type HintMode = (typeof HINT_MODES)[number];

export const PRIMARY_DEVICES = ["agx", "tx2"] as const;

/** The only place with the defaults; package.json repeats them and a test compares the two. */
export const DEFAULT_SETTINGS: Settings = {
  enabled: true,
  primaryDevice: "agx",
  lenses: true,
  hints: "all",
  diagnostics: true,
  slowLayer: { share: 0.1 },
};

/** Reads the section as the editor sends it; whatever is missing or of another type is the default. */
export function parseSettings(section: unknown): Settings {
  const values = record(section);
  const share = record(values["slowLayer"])["share"];
  return {
    enabled: flag(values["enabled"], DEFAULT_SETTINGS.enabled),
    primaryDevice: oneOf(PRIMARY_DEVICES, values["primaryDevice"], "agx"),
    lenses: flag(values["lenses"], DEFAULT_SETTINGS.lenses),
    hints: oneOf(HINT_MODES, values["hints"], DEFAULT_SETTINGS.hints),
    diagnostics: flag(values["diagnostics"], DEFAULT_SETTINGS.diagnostics),
    slowLayer: {
      share: typeof share === "number" && share > 0 && share <= 1 ? share : DEFAULT_SETTINGS.slowLayer.share,
    },
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === "boolean" ? value : otherwise;
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown, otherwise: T): T {
  return allowed.find((candidate) => candidate === value) ?? otherwise;
}
