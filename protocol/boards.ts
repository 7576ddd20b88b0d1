/** Requests around boards that ssh reaches from the server's machine. */
import type { ModelTarget } from "./commands";
import type { DeviceId } from "./report";
import type { Position } from "./source";

/** Client → server: the boards that the author added, and the runs that were left on some. */
export const BOARDS_REQUEST = "latencyLens/boards";

export interface BoardsResult {
  readonly boards: readonly { readonly name: string; readonly host: string }[];
  /** Sentences about boards that cannot be used. */
  readonly problems: readonly string[];
  readonly left: readonly LeftRun[];
}

/** A run that no program follows any more. */
export interface LeftRun {
  readonly id: string;
  /** "a run of unet on tx2-lab from …" */
  readonly text: string;
}

/** Client → server: runs a model on a board. It takes minutes; cancelling the request asks the board to stop. */
export const PROFILE_REQUEST = "latencyLens/profile";

export interface ProfileParams {
  readonly target: ModelTarget;
  /** Chooses the model where the target names none. */
  readonly position: Position | null;
  /** Name of the board. */
  readonly board: string;
}

/** Client → server: goes on with a run that was left. */
export const RESUME_RUN_REQUEST = "latencyLens/resumeRun";
/** Client → server: ends it, and removes what it left on the board. Answered by a BoardResult. */
export const CLEAN_RUN_REQUEST = "latencyLens/cleanRun";

export interface RunParams {
  readonly id: string;
}

export type ProfileResult =
  | {
      readonly kind: "measurement";
      /** For the request that stores it. */
      readonly id: string;
      readonly device: DeviceId;
      /** The measurement beside the prediction, in one line. */
      readonly text: string;
      /** How it came about. */
      readonly detail: string;
      /** Why the author should look twice before it is stored; null where nothing speaks against it. */
      readonly doubt: string | null;
    }
  | { readonly kind: "choose"; readonly models: readonly { readonly id: string; readonly name: string }[] }
  /** `why` is a whole sentence. */
  | { readonly kind: "refused"; readonly why: string };

/** Client → server: stores what a run measured. Answered by a BoardResult. */
export const KEEP_RUN_REQUEST = "latencyLens/keepRun";

/** Server → client: how far the run is that was asked for last. */
export const PROFILE_PROGRESS_NOTIFICATION = "latencyLens/profileProgress";

export interface ProfileProgress {
  readonly phase: string;
  readonly done: number;
  /** 0 where nothing is counted. */
  readonly of: number;
}
