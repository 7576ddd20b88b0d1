/** What the extension would send to the page: real networks, analysed as the server does it. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { PanelData, ToPanel } from "../../protocol/panel";
import type { Report } from "../../protocol/report";
import { DEFAULT_SETTINGS } from "../../protocol/settings";
import { analyse } from "../../server/src/analysis/analysis";
import type { AnalysisEnvironment } from "../../server/src/analysis/analysis";
import { comparison } from "../../server/src/ide/comparison";
import { whatIf } from "../../server/src/ide/what-if";
import { panelData } from "../../server/src/ide/panel";
import { loadEnvironment } from "../../server/src/node/environment";

export type Messages = readonly ToPanel[];

/** `dist`: where the parsers and predictors lie. */
export function environmentOf(dist: string): Promise<AnalysisEnvironment> {
  return loadEnvironment(dist);
}

/** A network of a file on both devices: everything that the page's tabs need. */
export function messagesOf(environment: AnalysisEnvironment, file: string, caret: number | null): Messages {
  const text = fs.readFileSync(file, "utf8");
  const uri = `file:///demo/${path.basename(file)}`;
  const document = { uri, version: 1, text };
  const report = analyse(environment, { ...document, inputShape: null, cancelled: () => false });
  const panel = dataOf(report, text);
  const [first] = report.models;
  const [agx, tx2] = report.devices;
  if (first === undefined || agx === undefined || tx2 === undefined) throw new Error(`no model in ${file}`);
  const side = { name: path.basename(file), report, model: first };
  const source = { kind: "document", uri } as const;
  return [
    { type: "show", panel, tab: null },
    {
      type: "comparison",
      states: [
        { source, model: first.id, device: tx2.id },
        { source, model: first.id, device: agx.id },
      ],
      sources: [
        { source, name: path.basename(file) },
        { source: { kind: "head", uri }, name: `${path.basename(file)} at git HEAD` },
      ],
      result: { kind: "comparison", comparison: comparison({ ...side, device: tx2 }, { ...side, device: agx }) },
    },
    {
      type: "whatIf",
      result: whatIf(
        environment,
        { document, target: { uri, model: first.id }, position: null, vary: "", at: {} },
        () => false,
      ),
    },
    { type: "caret", line: caret },
  ];
}

function dataOf(report: Report, text: string): PanelData {
  const lines = text.split("\n");
  const view = { report, stale: new Set<string>(), before: [], settings: DEFAULT_SETTINGS };
  const [model] = report.models;
  if (model === undefined) throw new Error(`no model in ${report.uri}`);
  return panelData(view, model, ({ range: { start, end } }) => {
    const part = lines.slice(start.line, end.line + 1);
    part[part.length - 1] = (part.at(-1) ?? "").slice(0, end.character);
    part[0] = (part[0] ?? "").slice(start.character);
    return part.join("\n");
  });
}

/** The same messages with every text in them changed. */
export function everyText(messages: Messages, change: (text: string) => string): Messages {
  const kept = new Set(["type", "kind", "uri", "id", "primary", "compared", "device", "tab", "vary"]);
  const parsed: unknown = JSON.parse(
    JSON.stringify(messages, (key, value: unknown) =>
      typeof value === "string" && value !== "" && !kept.has(key) ? change(value) : value,
    ),
  );
  return parsed as Messages;
}
