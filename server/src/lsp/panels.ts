/** Answers what the panel asks: one model's data, and two states beside one another. */
import type { Connection } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { DeviceInfo, ModelReport, Report } from "../../../protocol/report";
import { COMPARE_REQUEST, PANEL_REQUEST } from "../../../protocol/requests";
import type {
  CompareParams,
  CompareResult,
  PanelParams,
  PanelResult,
  RequestedState,
} from "../../../protocol/requests";
import type { Location } from "../../../protocol/source";
import { comparison } from "../ide/comparison";
import type { State } from "../ide/comparison";
import { panelData } from "../ide/panel";
import { modelAt, modelsIn } from "../ide/layers-by-line";
import { reasons } from "../ide/summary";
import { primaryDevice } from "../ide/view";
import type { View } from "../ide/view";
import type { Wall } from "./wall";

export interface PanelHost {
  /** What is known of an open document once the analysis that is due has ended. */
  readonly view: (uri: string) => Promise<View | null>;
  readonly document: (uri: string) => TextDocument | undefined;
  /** Of a text that is open nowhere. */
  readonly analyse: (uri: string, text: string) => Promise<Report | null>;
  readonly wall: Wall;
}

const NO_MODEL = "There is no model in this file.";
const FAULT = "Latency Lens failed through a fault of its own; its log has the details.";

export function answerPanels(connection: Connection, host: PanelHost): void {
  const { wall } = host;
  connection.onRequest(PANEL_REQUEST, async ({ target, position }: PanelParams): Promise<PanelResult> => {
    const { uri } = target;
    const view = await host.view(uri);
    if (view === null) return { kind: "nothing", why: NO_MODEL };
    return wall.run<PanelResult>("the panel", { kind: "nothing", why: FAULT }, () => {
      const { models } = view.report;
      const named = modelsIn(uri, models).find(({ id }) => id === target.model);
      const model = named ?? modelAt(uri, models, position);
      if (model === undefined) return { kind: "nothing", why: reasons(view, null)[0]?.message ?? NO_MODEL };
      const textAt = (place: Location): string | null => host.document(place.uri)?.getText(place.range) ?? null;
      return { kind: "panel", panel: panelData(view, model, textAt) };
    });
  });
  connection.onRequest(COMPARE_REQUEST, async ({ sides }: CompareParams): Promise<CompareResult> => {
    const [first, second] = sides;
    const [before, after] = [await stateOf(host, first, second), await stateOf(host, second, first)];
    if (typeof before === "string") return { kind: "nothing", why: before };
    if (typeof after === "string") return { kind: "nothing", why: after };
    return wall.run<CompareResult>("a comparison", { kind: "nothing", why: FAULT }, () => ({
      kind: "comparison",
      comparison: comparison(before, after),
    }));
  });
}

/** Or why there is none. */
async function stateOf(host: PanelHost, side: RequestedState, other: RequestedState): Promise<State | string> {
  const view = await host.view(side.text === null ? side.uri : other.uri);
  const report = side.text === null ? (view?.report ?? null) : await host.analyse(side.uri, side.text);
  if (report === null) return `${side.name}: ${NO_MODEL}`;
  const model = chosen(report, side.model, other.model);
  if (model === undefined) return `${side.name}: ${report.problems[0]?.message ?? NO_MODEL}`;
  const device = deviceOf(report, view, side.device);
  return device === undefined ? `${side.name}: there is no predictor.` : { name: side.name, report, model, device };
}

/** The one that was chosen, the one of the other side's name, the first one. */
function chosen({ models }: Report, wanted: string | null, other: string | null): ModelReport | undefined {
  return models.find(({ id }) => id === wanted) ?? models.find(({ id }) => id === other) ?? models[0];
}

function deviceOf({ devices }: Report, view: View | null, wanted: string | null): DeviceInfo | undefined {
  const primary = view === null ? undefined : primaryDevice(view)?.id;
  return devices.find(({ id }) => id === wanted) ?? devices.find(({ id }) => id === primary) ?? devices[0];
}
