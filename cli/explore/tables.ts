/** The rows as files for other programs. */
import type { DeviceInfo } from "../../protocol/report";
import { visible } from "../../server/src/ide/visible";
import type { Row } from "./row";
import type { Varied } from "./vary";

/** What the tables are made of, in the order of the combinations. */
export interface Table {
  readonly function: string;
  readonly varied: readonly Varied[];
  readonly devices: readonly DeviceInfo[];
  readonly rows: readonly Row[];
}

/** What is not known is an empty cell, and its reason stands in the last column. Milliseconds are not rounded. */
export function csv({ varied, devices, rows }: Table): string {
  const figures = devices.flatMap(({ id }) => [`${id}_ms`, `${id}_low`, `${id}_high`]);
  const head = [...varied.map(({ name }) => name), "parameters", "flops", "partial", ...figures, "why"];
  const lines = rows.map(({ values, parameters, flops, partial, ms, why }) => [
    ...values,
    parameters,
    flops,
    partial,
    ...devices.flatMap(({ id }) => [ms[id]?.ms, ms[id]?.low, ms[id]?.high]),
    why === null ? null : visible(why),
  ]);
  return [head, ...lines].map((line) => `${line.map(cell).join(",")}\n`).join("");
}

function cell(value: string | number | boolean | null | undefined): string {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function json({ function: name, varied, rows }: Table): string {
  const data = {
    function: name,
    rows: rows.map(({ values, ...row }) => ({
      arguments: Object.fromEntries(varied.map((one, index) => [one.name, values[index]])),
      ...row,
    })),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}
