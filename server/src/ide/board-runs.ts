import type { BoardsResult, ProfileParams, ProfileProgress, ProfileResult } from "../../../protocol/boards";
import type { BoardResult } from "../../../protocol/requests";
import type { DocumentText } from "./tasks";

/** Runs on boards, from outside of the server. `settings` are the boards of the author's settings, as they stand there. */
export interface BoardRuns {
  boards(settings: readonly unknown[]): Promise<BoardsResult>;
  profile(
    document: DocumentText,
    params: ProfileParams,
    settings: readonly unknown[],
    run: Run,
  ): Promise<ProfileResult>;
  resume(id: string, run: Run): Promise<ProfileResult>;
  clean(id: string): Promise<BoardResult>;
  keep(id: string): Promise<BoardResult>;
}

export interface Run {
  readonly progress: (progress: ProfileProgress) => void;
  readonly cancelled: AbortSignal;
}
