/** What the editor asks about `latency:` comments. These answers rest on the text alone, not on its analysis. */
import type { Connection } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Completion } from "../../../protocol/features";
import type { Location, Position, Range } from "../../../protocol/source";
import { INPUT_SIZE_REQUEST } from "../../../protocol/requests";
import type { InputSizeParams, InputSizeResult } from "../../../protocol/requests";
import type { AnalysisEnvironment } from "../ide/analysis";
import { candidatesShown } from "../ide/candidates";
import { directiveCompletions, isInDirective } from "../ide/directive-completion";
import { modelShapes } from "../ide/format";
import { inputSizeEdit, parseSize } from "../ide/input-size";
import { languageOf, parseDocument } from "../ide/language";
import { modelAt } from "../ide/places";
import type { View } from "../ide/view";
import { visible } from "../ide/visible";
import { toCompletionItem } from "./convert";

export interface DirectiveHost {
  readonly environment: () => AnalysisEnvironment;
  readonly document: (uri: string) => TextDocument | undefined;
  /** The analysed document, once its analysis that is due has been made; null where there is nothing to say of it. */
  readonly view: (uri: string) => Promise<View | null>;
  readonly guard: <T>(feature: string, otherwise: T, answer: () => T) => T;
}

/** Characters behind which something can be completed: the colon of the comment, a comma, the space behind either. */
export const COMPLETION_TRIGGERS = [":", ",", " "];

export function answerDirectives(connection: Connection, host: DirectiveHost): void {
  connection.onCompletion(({ textDocument, position }) =>
    host.guard("completion", [], () => completions(host, textDocument.uri, position).map(toCompletionItem)),
  );
  connection.onRequest(INPUT_SIZE_REQUEST, async (params: InputSizeParams): Promise<InputSizeResult> => {
    const view = await host.view(params.target.uri);
    const nothing: InputSizeResult = { kind: "nothing", why: "there is no model here whose input size could be set." };
    return host.guard(
      "input size",
      nothing,
      () => (view === null ? nothing : inputSize(host, view, params)) ?? nothing,
    );
  });
}

function completions(host: DirectiveHost, uri: string, position: Position): readonly Completion[] {
  const document = host.document(uri);
  if (document === undefined) return [];
  const line = document.getText(lineAt(position.line)).replace(/[\r\n]+$/, "");
  if (!isInDirective(line, position)) return [];
  const textOf = ({ default: value }: { readonly default: { readonly range: Range } | null }): string | null =>
    value === null ? null : document.getText(value.range);
  return directiveCompletions(programOf(host, document), line, position, textOf);
}

function inputSize(
  host: DirectiveHost,
  view: View,
  { target, position, size }: InputSizeParams,
): InputSizeResult | null {
  const { uri } = view.report;
  const document = host.document(uri);
  const found = placeOf(view, target.model, position);
  if (document === undefined || found === null) return null;
  if (size === null) return { kind: "ask", name: visible(found.name), value: found.size };
  const parsed = parseSize(size);
  if (parsed === null) return { kind: "nothing", why: "the size has to be height × width × channels." };
  const edit = inputSizeEdit(programOf(host, document), document.getText(), found.location, parsed);
  if (edit === null) return null;
  return { kind: "edit", uri, version: document.version, ...edit };
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
  return found === undefined ? null : { name: found.name, location: found.location, size: LIKELY_SIZE };
}

function programOf(host: DirectiveHost, document: TextDocument): ReturnType<typeof parseDocument> {
  return parseDocument(host.environment().parsers, document.getText(), languageOf(document.uri, document.languageId));
}

function lineAt(line: number): Range {
  return { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
}
