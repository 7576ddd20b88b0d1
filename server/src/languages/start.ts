import type { Program } from "../syntax/program";
import { startIn } from "../eval/evaluate";
import type { Evaluation } from "../eval/evaluate";
import type { Host } from "../eval/host";
import { createJavaScript } from "./javascript/javascript";
import { createPython } from "./python/python";

/** Runs the top level of a program in its language. */
export function startEvaluation(uri: string, program: Program, host: Host): Evaluation {
  return startIn(program.language === "python" ? createPython : createJavaScript, uri, program, host);
}
