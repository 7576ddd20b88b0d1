/** Boards behind the server's requests. It is made in a thread of its own: an analysis and a recording are read in it. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { BoardsResult, ProfileParams, ProfileResult } from "../../../../protocol/boards";
import type { BoardResult } from "../../../../protocol/requests";
import { analyseNetworks } from "../../analysis/analysis";
import type { AnalysisEnvironment } from "../../analysis/analysis";
import { meantModel } from "../../ide/measurements";
import { inputOf, type DocumentText } from "../../ide/tasks";
import type { BoardRuns, Run } from "../../ide/board-runs";
import { StoreError, type Store } from "../../node/store";
import type { LabelledRow } from "../row";
import { doubtText, rowDetail, rowText } from "../words";
import { checkedAddress, type BoardAddress } from "./address";
import { cleanUp, goOn, runOnBoard, type RunOutcome, type Surroundings } from "./board-run";
import { Boards } from "./boards";
import { conditionsText } from "./conditions";
import { SshLine } from "./line";
import { networkToRun } from "./network-to-run";
import { RememberedRuns, runText, type RememberedRun } from "./remembered-runs";
import { wait } from "./wait";

export class BoardDesk implements BoardRuns {
  /** What was measured and not stored yet. */
  readonly #measured = new Map<string, LabelledRow>();

  /** `resources` holds `board/`. */
  constructor(
    private readonly environment: AnalysisEnvironment,
    private readonly store: Store,
    private readonly resources: string,
  ) {}

  boards(settings: readonly unknown[]): Promise<BoardsResult> {
    const { boards, problems } = this.known(settings);
    return Promise.resolve({
      boards: boards.map(({ name, host }) => ({ name, host })),
      problems,
      left: this.runs.left().map((run) => ({ id: run.id, text: runText(run) })),
    });
  }

  async profile(
    document: DocumentText,
    params: ProfileParams,
    settings: readonly unknown[],
    run: Run,
  ): Promise<ProfileResult> {
    const address = this.known(settings).boards.find(({ name }) => name === params.board);
    if (address === undefined) return refused(`There is no board ${params.board}.`);
    const input = { ...inputOf(document, () => run.cancelled.aborted), withTopologies: true };
    const meant = meantModel(params.target, params.position, analyseNetworks(this.environment, input));
    if (meant.kind === "choose") return meant;
    if (meant.kind === "refused") return refused(`${meant.why}.`);
    const wanted = networkToRun(meant.network);
    if ("kind" in wanted) return refused(wanted.why);
    return this.finished(await runOnBoard(address, wanted, this.around(address, run)));
  }

  async resume(id: string, run: Run): Promise<ProfileResult> {
    const left = this.left(id);
    if (left === undefined) return refused(GONE);
    return this.finished(await goOn(left, this.around(left.address, run)));
  }

  async clean(id: string): Promise<BoardResult> {
    const left = this.left(id);
    if (left === undefined) return refused(GONE);
    const why = await cleanUp(left, { line: new SshLine(left.address), runs: this.runs, wait });
    return why === null ? { kind: "done", text: `${runText(left)}: ended, nothing of it is left.` } : refused(why);
  }

  keep(id: string): Promise<BoardResult> {
    const row = this.#measured.get(id);
    if (row === undefined) return Promise.resolve(refused("This measurement is stored already."));
    try {
      this.store.append(row);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return Promise.resolve(refused(`${error.message}.`));
    }
    this.#measured.delete(id);
    return Promise.resolve({ kind: "done", text: `${rowText(row, null)}: stored.` });
  }

  private get runs(): RememberedRuns {
    return new RememberedRuns(this.store.folder);
  }

  private left(id: string): RememberedRun | undefined {
    return this.runs.left().find((run) => run.id === id);
  }

  /** Those of the settings, and those that were added on the command line under another name. */
  private known(settings: readonly unknown[]): {
    readonly boards: readonly BoardAddress[];
    readonly problems: readonly string[];
  } {
    const checked = settings.map((given) =>
      typeof given === "object" && given !== null
        ? checkedAddress({ port: null, python: null, sudo: false, config: null, ...given })
        : "latencyLens.boards holds objects with a name and a host",
    );
    const own = checked.filter((each) => typeof each !== "string");
    const added = new Boards(this.store.folder).all();
    const problems = [...checked, added].filter((each) => typeof each === "string");
    const others = typeof added === "string" ? [] : added.filter(({ name }) => !own.some((each) => each.name === name));
    return { boards: [...own, ...others], problems: problems.map((problem) => `${problem}.`) };
  }

  private around(address: BoardAddress, { progress, cancelled }: Run): Surroundings {
    return {
      line: new SshLine(address),
      runs: this.runs,
      runner: fs.readFileSync(path.join(this.resources, "board", "runner.py")),
      now: () => new Date(),
      wait,
      progress,
      cancelled,
    };
  }

  private finished(outcome: RunOutcome): ProfileResult {
    if (outcome.kind === "refused") return refused(outcome.why);
    if (outcome.kind === "left")
      return refused(`${outcome.why} The run is still there: you are asked what to do with it at the next start.`);
    const { row, predicted } = outcome;
    const id = row.source.sha256;
    this.#measured.set(id, row);
    const beside = predicted[row.device] ?? null;
    const detail = `${rowDetail(row)}\n${conditionsText(row.conditions)}`;
    return {
      kind: "measurement",
      id,
      device: row.device,
      text: rowText(row, beside),
      detail,
      doubt: doubtText(row, beside),
    };
  }
}

const GONE = "This run is no longer known.";

function refused(why: string): { readonly kind: "refused"; readonly why: string } {
  return { kind: "refused", why };
}
