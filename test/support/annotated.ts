/**
 * Annotated sources: a comment line points at a call of the line above and says what must be known there.
 *
 *     x = Conv2D(64, 3)(x)
 *     #   ^^^^^^ (None, 222, 222, 64) params 1792
 *
 * In JavaScript the comments begin with `//`. Several layers of one call (a loop, a helper) are separated by `|`. `unknown: …` gives the reason of a layer that is not known,
 * `error: …`, `warning: …` and `information: …` give a problem at that place; the reasons may be parts of the whole text.
 */
import * as assert from "node:assert/strict";
import type { Frame } from "../../protocol/report";
import type { Location, Range } from "../../protocol/source";
import type { ShapedNode } from "../../server/src/graph/graph";
import type { DocumentLanguage } from "../../server/src/project/language";
import { DOCUMENT, printShape, scriptNetworksIn } from "./networks";
import type { NetworkFile } from "./networks";

/** Fails where a marker does not hold, where there is none, and where a problem has none: one of its own, or a layer's with its reason. */
export async function checkAnnotated(source: string, language: DocumentLanguage = "python"): Promise<void> {
  const markers = readMarkers(source, language === "python" ? "#" : "//");
  assert.ok(markers.length > 0, "the fixture has no marker");
  const file = await scriptNetworksIn(source, language);
  const problems = problemsOf(file);
  for (const marker of markers) {
    const severity = /^(error|warning|information): (.*)$/s.exec(marker.text);
    if (severity === null) checkLayers(marker, file);
    else checkProblem(marker, severity[1] ?? "", severity[2] ?? "", problems);
  }
  const reasons = markers.flatMap(({ text }) => text.split("|").flatMap(reasonOf));
  const isSaid = ({ message }: FoundProblem): boolean => reasons.some((reason) => message.includes(reason));
  const unexpected = problems.filter((problem) => !problem.expected && !isSaid(problem));
  assert.deepEqual(
    unexpected.map(
      ({ severity, location, message }) => `line ${location.range.start.line + 1}: ${severity}: ${message}`,
    ),
    [],
    "problems without a marker",
  );
}

interface Marker {
  /** Of the source line it points at. */
  readonly line: number;
  readonly character: number;
  readonly text: string;
}

function readMarkers(source: string, comment: "#" | "//"): readonly Marker[] {
  const lines = source.split("\n");
  const marker = new RegExp(`^(\\s*${comment}\\s*)\\^+\\s*(.*?)\\s*$`);
  const isMarker = (line: string): boolean => marker.test(line);
  return lines.flatMap((line, index): readonly Marker[] => {
    const match = marker.exec(line);
    if (match === null) return [];
    let above = index - 1;
    while (isMarker(lines[above] ?? "")) above -= 1;
    return [{ line: above, character: (match[1] ?? "").length, text: match[2] ?? "" }];
  });
}

/** Why a layer is not known, as its marker says. */
function reasonOf(text: string): readonly string[] {
  const [, reason] = /^\s*(?:unknown:|\? because) (.*?)(?: params \?)?\s*$/.exec(text) ?? [];
  return reason === undefined ? [] : [reason];
}

function checkLayers(marker: Marker, file: NetworkFile): void {
  const nodes = nodesAt(marker, file);
  const expected = marker.text.split("|").map((part) => part.trim());
  const place = `line ${marker.line + 1}`;
  if (expected.length === 1 && expected[0]?.startsWith("unknown: ") === true) {
    const reason = expected[0].slice("unknown: ".length);
    assert.ok(nodes.length > 0, `${place}: no layer at the marker`);
    for (const node of nodes) {
      assert.equal(node.outputShape, null, `${place}: ${node.layer.name} has a shape`);
      assert.ok(node.unknown?.includes(reason) === true, `${place}: ${String(node.unknown)} does not say: ${reason}`);
    }
    return;
  }
  assert.deepEqual(nodes.map(printNode), expected, place);
}

function printNode(node: ShapedNode): string {
  const why = node.outputShape === null ? ` because ${String(node.unknown)}` : "";
  return `${printShape(node)}${why} params ${node.parameters?.total ?? "?"}`;
}

/** Layers of the smallest call at the marker that makes or applies any, each once although several models hold it. */
function nodesAt(marker: Marker, file: NetworkFile): readonly ShapedNode[] {
  const found = file.networks.flatMap(({ graph }) =>
    graph.nodes.flatMap((node) => {
      const sizes = framesOf(node)
        .filter((frame) => covers(frame.location, marker))
        .map((frame) => sizeOf(frame.location.range));
      return sizes.length === 0 ? [] : [{ node, size: Math.min(...sizes) }];
    }),
  );
  const smallest = Math.min(...found.map(({ size }) => size));
  const nodes = found.filter(({ size }) => size === smallest).map(({ node }) => node);
  const [first] = nodes;
  const model = file.networks.find(({ graph }) => first !== undefined && graph.nodes.includes(first));
  return nodes.filter((node) => model?.graph.nodes.includes(node) === true);
}

function framesOf(node: ShapedNode): readonly Frame[] {
  return [...node.layer.construction, ...node.application];
}

/** The call starts on the marker's line, at or before it, and ends behind it. */
function covers({ uri, range }: Location, { line, character }: Marker): boolean {
  if (uri !== DOCUMENT || range.start.line !== line || range.start.character > character) return false;
  return range.end.line > line || range.end.character > character;
}

/** Orders ranges that hold the same place. */
function sizeOf({ start, end }: Range): number {
  return (end.line - start.line) * 10_000 + end.character - start.character;
}

interface FoundProblem {
  readonly severity: string;
  readonly message: string;
  readonly location: Location;
  expected: boolean;
}

/** Problems of the evaluation, of the roots and of the graphs, each message once per place. */
function problemsOf({ evaluation, networks }: NetworkFile): readonly FoundProblem[] {
  const all: Omit<FoundProblem, "expected">[] = [
    ...evaluation.problems,
    ...networks.flatMap(({ root }) => root.problems),
    ...networks.flatMap(({ root, graph }) =>
      graph.problems.map((problem) => {
        const node = graph.nodes[problem.node];
        const frame = node?.application[0] ?? node?.layer.construction[0];
        return { ...problem, location: frame?.location ?? root.location };
      }),
    ),
  ];
  const unique = new Map(all.map((problem) => [JSON.stringify([problem.message, problem.location]), problem]));
  return [...unique.values()].map(({ severity, message, location }) => ({
    severity,
    message,
    location,
    expected: false,
  }));
}

function checkProblem(marker: Marker, severity: string, text: string, problems: readonly FoundProblem[]): void {
  const found = problems.filter(
    (problem) => problem.severity === severity && covers(problem.location, marker) && problem.message.includes(text),
  );
  const all = problems.map(
    (problem) => `${problem.severity} ${problem.location.range.start.line + 1}: ${problem.message}`,
  );
  assert.equal(found.length, 1, `line ${marker.line + 1}: one ${severity} “${text}”; there are:\n${all.join("\n")}`);
  for (const problem of found) problem.expected = true;
}
