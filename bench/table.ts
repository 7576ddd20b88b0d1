/** Results for people. */
import type { BenchResult } from "./result";
import { isMet } from "./result";

export function resultText(result: BenchResult): string {
  const width = Math.max(...result.figures.map(({ name }) => name.length), 0);
  return [
    result.title,
    ...result.figures.map(({ name, value, unit }) => `  ${name.padEnd(width)}  ${rounded(value).padStart(8)} ${unit}`),
    ...goalLines(result),
    ...result.skipped.map((why) => `  not measured: ${why}`),
    "",
  ].join("\n");
}

function goalLines(result: BenchResult): string[] {
  if (result.goal === null) return [];
  const { figure, sense, value } = result.goal;
  const unit = result.figures.find(({ name }) => name === figure)?.unit ?? "";
  const met = isMet(result);
  const outcome = met === null ? "not measured" : met ? "met" : "MISSED";
  return [`  goal: ${figure} ${sense} ${value} ${unit} — ${outcome}`];
}

function rounded(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}
