import type { Location } from "./source";

/** Ids of the commands; each is declared in package.json and registered by the client, held equal by a test. */
export const COMMANDS = {
  compare: "latencyLens.compare",
  compareWithHead: "latencyLens.compareWithHead",
  breakdown: "latencyLens.breakdown",
  whatIf: "latencyLens.whatIf",
  explain: "latencyLens.explain",
  setInputSize: "latencyLens.setInputSize",
  goTo: "latencyLens.goTo",
  openExample: "latencyLens.openExample",
  switchDevice: "latencyLens.switchDevice",
  menu: "latencyLens.menu",
  refreshModels: "latencyLens.refreshModels",
  sortModelsByTime: "latencyLens.sortModelsByTime",
  sortModelsByFile: "latencyLens.sortModelsByFile",
  settings: "latencyLens.settings",
  toggle: "latencyLens.toggle",
  showLog: "latencyLens.showLog",
  restart: "latencyLens.restart",
  importTrace: "latencyLens.importTrace",
  profileOnBoard: "latencyLens.profileOnBoard",
  retrain: "latencyLens.retrain",
  rollback: "latencyLens.rollback",
  calibrate: "latencyLens.calibrate",
  forgetCalibration: "latencyLens.forgetCalibration",
} as const;

/** "Compare on TX2": there is one such command a device. */
export function compareOnCommand(device: string): string {
  return `latencyLens.compareOn.${device}`;
}

export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

/** The argument that lenses, hovers and the palette hand to `compare`, `breakdown` and `explain`. */
export interface ModelTarget {
  readonly uri: string;
  /** Null: the model at the cursor, or the first one. */
  readonly model: string | null;
}

export function isModelTarget(value: unknown): value is ModelTarget {
  if (typeof value !== "object" || value === null) return false;
  const { uri, model } = value as Partial<Record<keyof ModelTarget, unknown>>;
  return typeof uri === "string" && (model === null || typeof model === "string");
}

/** The argument of `goTo`. */
export function isLocation(value: unknown): value is Location {
  if (typeof value !== "object" || value === null) return false;
  const { uri, range } = value as Partial<Record<keyof Location, unknown>>;
  return typeof uri === "string" && typeof range === "object" && range !== null;
}

/** One line of "no estimate: why?"; the place it speaks of, where there is one. */
export interface Reason {
  readonly message: string;
  readonly location: Location | null;
}
