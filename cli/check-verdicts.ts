/** What `latency-lens check` finds out: whether each model of a file keeps its budgets, and where that cannot be known. */
import { exceededBudget } from "../protocol/budgets";
import type { DeviceId, DeviceInfo, ModelReport, Problem, Report } from "../protocol/report";
import type { Location } from "../protocol/source";
import { DEFAULT_SETTINGS } from "../protocol/settings";
import { errorText } from "../server/src/analysis/errors";
import { budgetProblems } from "../server/src/ide/budget";
import { candidatesShown } from "../server/src/ide/candidates";
import * as format from "../server/src/ide/format";
import { modelsIn } from "../server/src/ide/layers-by-line";

/** Milliseconds by device. */
export type Budget = Readonly<Record<DeviceId, number>>;

/** One model on one device. */
export interface Verdict {
  readonly kind: "within" | "over" | "unknown";
  readonly model: string;
  readonly location: Location;
  readonly device: DeviceInfo;
  /** Milliseconds that it may take. */
  readonly budget: number;
  /** Milliseconds, not rounded; null where there is no estimate. */
  readonly ms: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The milliseconds as the editor shows them: "~16 ms (15–18)"; null where there is no estimate. */
  readonly shown: string | null;
  /** Why nothing can be said; null where something can. */
  readonly why: string | null;
}

export type NotEstimated = Pick<Problem, "message" | "location">;

export interface FileVerdict {
  readonly file: string;
  readonly uri: string;
  readonly models: number;
  readonly verdicts: readonly Verdict[];
  /** Definitions that would have a budget if they had an estimate, and what keeps a file from being read. */
  readonly notEstimated: readonly NotEstimated[];
  /** What is over its budget, in the editor's words: the models (warnings) and their slowest layers (information). */
  readonly problems: readonly Problem[];
}

/** `budget` is for models that have none in a comment of their own, as in the editor. */
export function fileVerdict(report: Report, file: string, budget: Budget): FileVerdict {
  const models = modelsIn(report.uri, report.models);
  const settings = { ...DEFAULT_SETTINGS, budget };
  return {
    file,
    uri: report.uri,
    models: models.length,
    verdicts: models.flatMap((model) =>
      report.devices.flatMap((device) => {
        const own = model.budget?.[device.id] ?? budget[device.id];
        return own === undefined ? [] : [verdictOf(report, model, device, own)];
      }),
    ),
    notEstimated: Object.keys(budget).length === 0 ? [] : withoutEstimate(report),
    problems: budgetProblems({ report, stale: new Set(), before: [], settings }),
  };
}

function verdictOf(report: Report, model: ModelReport, device: DeviceInfo, budget: number): Verdict {
  const estimate = model.estimates[device.id];
  const known = estimate?.kind === "estimate" ? estimate : null;
  const why = whyUnknown(report, model, device, budget);
  const total = format.total(model, device.id);
  const interval = format.totalInterval(model, device.id);
  return {
    kind:
      why !== null
        ? "unknown"
        : exceededBudget(known?.ms ?? null, { comment: null, setting: budget }) === null
          ? "within"
          : "over",
    model: model.name,
    location: model.location,
    device,
    budget,
    ms: known?.ms ?? null,
    low: known?.low ?? null,
    high: known?.high ?? null,
    shown: total === null || interval === null ? total : `${total} (${interval})`,
    why,
  };
}

/** A lower bound over the budget is over it; one below it says nothing. */
function whyUnknown(report: Report, model: ModelReport, device: DeviceInfo, budget: number): string | null {
  if (model.error !== null) return errorText(model.error, report.uri);
  const estimate = model.estimates[device.id];
  if (estimate?.kind !== "estimate" || format.total(model, device.id) === null) return format.refusal(model, device.id);
  return model.partial && estimate.ms <= budget ? format.missing(model) : null;
}

/** Networks without figures; where a file has nothing at all, the error that keeps it from being read. */
function withoutEstimate(report: Report): readonly NotEstimated[] {
  const candidates = candidatesShown(report).map(({ name, why, location }): NotEstimated => ({
    message: `${name} has no estimate: ${why}`,
    location,
  }));
  if (candidates.length > 0 || report.models.length > 0) return candidates;
  return report.problems.filter(({ severity }) => severity === "error").slice(0, 1);
}
