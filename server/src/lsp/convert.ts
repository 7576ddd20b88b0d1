/** Our own plain data → the types of the protocol. */
import type { CodeAction, CodeLens, CompletionItem, Diagnostic, Hover, InlayHint } from "vscode-languageserver";
import { CodeActionKind, CompletionItemKind, DiagnosticSeverity, MarkupKind } from "vscode-languageserver";
import type {
  Completion,
  DocumentProblem,
  Hint,
  HoverText,
  Improvement,
  Lens,
  QuickFix,
} from "../../../protocol/features";
import type { Severity } from "../../../protocol/report";
import { assertNever } from "../assert-never";
import { visible, visibleLines } from "../ide/visible";

const DIAGNOSTIC_SOURCE = "Latency Lens";

/** On its whole line: what is typed over a part of the line leaves the lens where it is. */
export function toCodeLens({ range: { start }, title, command, argument }: Lens): CodeLens {
  const range = { start: { line: start.line, character: 0 }, end: { line: start.line + 1, character: 0 } };
  return { range, command: { title: visible(title), command, arguments: [argument] } };
}

export function toInlayHint({ position, label, tooltip }: Hint): InlayHint {
  return { position, label: visible(label), paddingLeft: true, tooltip: { kind: MarkupKind.Markdown, value: tooltip } };
}

export function toHover({ range, markdown }: HoverText): Hover {
  return { range, contents: { kind: MarkupKind.Markdown, value: markdown } };
}

export function toCompletionItem({ label, detail, range, text, order }: Completion): CompletionItem {
  const kind = CompletionItemKind.Property;
  return { label, detail, kind, textEdit: { range, newText: text }, filterText: label, sortText: order };
}

export function toDiagnostic({ range, severity, code, message, related }: DocumentProblem): Diagnostic {
  return {
    range,
    severity: toSeverity(severity),
    code,
    source: DIAGNOSTIC_SOURCE,
    message: visibleLines(message),
    relatedInformation: related.map(({ message, location }) => ({ message: visibleLines(message), location })),
  };
}

export function toCodeAction(uri: string, { title, problem, range, text }: QuickFix): CodeAction {
  return {
    title: visible(title),
    kind: CodeActionKind.QuickFix,
    diagnostics: [toDiagnostic(problem)],
    isPreferred: true,
    edit: { changes: { [uri]: [{ range, newText: text }] } },
  };
}

/** Not preferred: it makes another network, which only the author can want. */
export function toImprovement(uri: string, { title, edits }: Improvement): CodeAction {
  const changes = edits.map(({ range, text }) => ({ range, newText: text }));
  return { title: visible(title), kind: CodeActionKind.QuickFix, edit: { changes: { [uri]: changes } } };
}

function toSeverity(severity: Severity): DiagnosticSeverity {
  switch (severity) {
    case "error":
      return DiagnosticSeverity.Error;
    case "warning":
      return DiagnosticSeverity.Warning;
    case "information":
      return DiagnosticSeverity.Information;
    default:
      return assertNever(severity);
  }
}
