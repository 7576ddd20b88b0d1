/** What the editor asks about `latency:` comments. These answers rest on the text alone, not on its analysis. */
import type { CompletionItem, Connection } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Location, Position, Range } from "../../../protocol/source";
import { INPUT_SIZE_REQUEST } from "../../../protocol/requests";
import type { InputSizeParams, InputSizeResult } from "../../../protocol/requests";
import { candidatesShown } from "../ide/candidates";
import { withoutExcess } from "../project/document-size";
import { isInDirective } from "../ide/directive-completion";
import { modelShapes } from "../ide/format";
import { parseSize } from "../ide/input-size";
import { languageOf } from "../project/language";
import { modelAt } from "../ide/layers-by-line";
import type { DocumentText, TaskKind, Tasks } from "../ide/tasks";
import type { View } from "../ide/view";
import { visible } from "../ide/visible";
import { toCompletionItem } from "./convert";

export interface DirectiveHost {
  /** Has a task done elsewhere: reading a text may take long. `otherwise` answers where it was not. */
  readonly run: <K extends TaskKind>(
    kind: K,
    task: Tasks[K]["task"],
    otherwise: Tasks[K]["result"],
  ) => Promise<Tasks[K]["result"]>;
  readonly document: (uri: string) => TextDocument | undefined;
  /** The analysed document, once its analysis that is due has been made; null where there is nothing to say of it. */
  readonly view: (uri: string) => Promise<View | null>;
}

/** Characters behind which something can be completed: the colon of the comment, a comma, the space behind either. */
export const COMPLETION_TRIGGERS = [":", ",", " "];

export function answerDirectives(connection: Connection, host: DirectiveHost): void {
  connection.onCompletion(({ textDocument, position }) => completions(host, textDocument.uri, position));
  connection.onRequest(INPUT_SIZE_REQUEST, (params: InputSizeParams) => inputSize(host, params));
}

async function completions(host: DirectiveHost, uri: string, position: Position): Promise<CompletionItem[]> {
  const document = host.document(uri);
  if (document === undefined || !isInDirective(document.getText(lineAt(position.line)), position)) return [];
  const found = await host.run("complete", { document: textOf(document), position }, []);
  return found.map(toCompletionItem);
}

const NOTHING: InputSizeResult = { kind: "nothing", why: "there is no model here whose input size could be set." };

async function inputSize(host: DirectiveHost, { target, position, size }: InputSizeParams): Promise<InputSizeResult> {
  const view = await host.view(target.uri);
  const document = host.document(target.uri);
  const found = view === null ? null : placeOf(view, target.model, position);
  if (document === undefined || found === null) return NOTHING;
  if (size === null) return { kind: "ask", name: visible(found.name), value: found.size };
  const parsed = parseSize(size);
  if (parsed === null) return { kind: "nothing", why: "the size has to be height × width × channels." };
  const { uri, version } = document;
  const edit = await host.run("resize", { document: textOf(document), location: found.location, size: parsed }, null);
  return edit === null ? NOTHING : { kind: "edit", uri, version, ...edit };
}

interface Found {
  readonly name: string;
  readonly location: Location;
  readonly size: string;
}

const LIKELY_SIZE = "224×224×3";

function placeOf({ report }: View, id: string | null, position: Position | null): Found | null {
  const candidates = candidatesShown(report);
  const candidate = candidates.find((one) => one.id === id);
  const model =
    candidate === undefined
      ? (report.models.find((one) => one.id === id) ?? modelAt(report.uri, report.models, position))
      : undefined;
  if (model !== undefined) {
    const shape = modelShapes(model.inputShapes.slice(0, 1));
    return { name: model.name, location: model.location, size: /^\d+×\d+×\d+$/.test(shape) ? shape : LIKELY_SIZE };
  }
  const found = candidate ?? candidates[0];
  if (found === undefined) return null;
  const { name, location, size } = found;
  return { name, location, size: size === null ? LIKELY_SIZE : modelShapes([size]) };
}

function textOf(document: TextDocument): DocumentText {
  const { uri, version, languageId } = document;
  return { uri, version, text: withoutExcess(document.getText()), language: languageOf(uri, languageId) };
}

function lineAt(line: number): Range {
  return { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
}
