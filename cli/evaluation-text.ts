/** Evaluations as JSON with numbers as they are, and as text for people. */
import { milliseconds } from "../server/src/ide/format";
import type { EvaluatedRow, Evaluation } from "../measurements/evaluation";

/** Rows that the text lists before it only counts. */
const LISTED = 5;

/** The form that `--format json` promises; a refused row has the reason beside its nulls. */
export function evaluationJson({ device, predictor, accuracy, rows }: Evaluation): object {
  return {
    device,
    predictor,
    n: accuracy?.n ?? 0,
    mape: accuracy?.mape ?? null,
    within10: accuracy?.within10 ?? null,
    p90: accuracy?.p90 ?? null,
    mapeInterval: accuracy?.mapeInterval ?? null,
    coverage: accuracy?.coverage ?? null,
    rows: rows.map(rowJson),
  };
}

function rowJson({ model, size, measured, answer }: EvaluatedRow): object {
  const row = { model, size, measured };
  if (answer.kind === "refused")
    return { ...row, predicted: null, low: null, high: null, answeredBy: null, why: answer.why };
  const { predicted, low, high, answeredBy } = answer;
  return { ...row, predicted, low, high, answeredBy };
}

export function evaluationText({ device, predictor, accuracy, rows }: Evaluation): string {
  const refused = rows.filter(({ answer }) => answer.kind === "refused");
  const head = `${predictor} on ${device}: ${rows.length - refused.length} of ${rows.length} rows priced${answeredBy(rows)}`;
  const lines = [head];
  if (accuracy !== null) {
    const [low, high] = accuracy.mapeInterval;
    lines.push(`  mean absolute error  ${percent(accuracy.mape)} (95 % interval ${low.toFixed(2)}–${high.toFixed(2)})`);
    lines.push(`  error within 10 %    ${percent(accuracy.within10)} of rows`);
    lines.push(`  9 of 10 rows below   ${percent(accuracy.p90)}`);
    if (accuracy.coverage !== null) lines.push(`  in the 90 % interval ${percent(accuracy.coverage)} of rows`);
    lines.push("  farthest off:", ...farthest(rows));
  }
  if (refused.length > 0) lines.push(`  refused: ${refused.length}`, ...listed(refused.map(refusal)));
  return `${lines.join("\n")}\n`;
}

/** Who answered, where that is not one and the same. */
function answeredBy(rows: readonly EvaluatedRow[]): string {
  const counts = new Map<string, number>();
  for (const { answer } of rows)
    if (answer.kind === "priced") counts.set(answer.answeredBy, (counts.get(answer.answeredBy) ?? 0) + 1);
  if (counts.size < 2) return "";
  return ` (${[...counts].map(([name, count]) => `${count} by ${name}`).join(", ")})`;
}

function farthest(rows: readonly EvaluatedRow[]): string[] {
  const errors = rows.flatMap(({ model, size, measured, answer }) => {
    if (answer.kind === "refused") return [];
    const error = 100 * (answer.predicted / measured - 1);
    const times = `${milliseconds(answer.predicted)} for ${milliseconds(measured)}`;
    return [{ error, line: `    ${signed(error).padStart(6)} %  ${model} at ${size}: ${times}` }];
  });
  return errors
    .sort((a, b) => Math.abs(b.error) - Math.abs(a.error))
    .slice(0, LISTED)
    .map(({ line }) => line);
}

function refusal({ model, size, answer }: EvaluatedRow): string {
  return `    ${model} at ${size}: ${answer.kind === "refused" ? answer.why : ""}`;
}

function listed(lines: readonly string[]): string[] {
  const rest = lines.length - LISTED;
  return rest > 0 ? [...lines.slice(0, LISTED), `    and ${rest} more`] : [...lines];
}

function percent(value: number): string {
  return `${value.toFixed(2)} %`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
}
