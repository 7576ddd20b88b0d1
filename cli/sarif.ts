/** Findings as SARIF 2.1.0, which code scanning of GitHub, GitLab and Azure reads. */
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { RULES } from "./check-findings";
import type { Finding } from "./check-findings";

/** The log of one run. Lines and columns count from 1; files below `folder` are named from there, with "/" between their parts. */
export function sarifLog(findings: readonly Finding[], { version, folder }: SarifOptions): unknown {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "latency-lens",
            version,
            rules: Object.entries(RULES).map(([id, text]) => ({ id, shortDescription: { text } })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => result(finding, folder)),
      },
    ],
  };
}

export interface SarifOptions {
  /** Of Latency Lens. */
  readonly version: string;
  /** Absolute path. */
  readonly folder: string;
}

function result({ rule, level, message, file, location }: Finding, folder: string): unknown {
  const artifactLocation = { uri: uriWithin(folder, file) };
  const { start, end } = location.range;
  const region = {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
  // Lines of a notebook's cell are no lines of its file.
  const physicalLocation = location.cell === undefined ? { artifactLocation, region } : { artifactLocation };
  return { ruleId: rule, level, message: { text: message }, locations: [{ physicalLocation }] };
}

/** A relative reference, so that it means the same on another machine; whole where the file lies elsewhere. */
function uriWithin(folder: string, file: string): string {
  const within = path.relative(folder, path.resolve(folder, file));
  if (within.startsWith("..") || path.isAbsolute(within)) return pathToFileURL(path.resolve(folder, file)).href;
  return within.split(path.sep).map(encodeURIComponent).join("/");
}
