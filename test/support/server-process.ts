/** The language server as a process of its own, as an editor starts it. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import * as path from "node:path";
import * as esbuild from "esbuild";
import { LanguageClient } from "./language-client";
import { ROOT } from "./paths";

/** A file that is answered at once, for what others do to it. */
export const SMALL = `from tensorflow.keras import layers, models

def small():
    x = layers.Input((32, 32, 3))
    return models.Model(x, layers.Conv2D(8, 3)(x))
`;

export const START = { line: 0, character: 0 };

/** The place of its Conv2D. */
export const LAYER = { line: 4, character: 35 };

/** Builds a server and returns its file. A test's bundle lies one folder below the parsers and predictors that a server needs beside it. */
export async function buildServer(
  source: string,
  name = `${path.basename(source, ".ts")}-${process.pid}`,
): Promise<string> {
  const outfile = path.join(__dirname, "..", `${name}.js`);
  await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    alias: { "web-tree-sitter": path.join(ROOT, "node_modules/web-tree-sitter/web-tree-sitter.cjs") },
    loader: { ".py": "text", ".c": "text" },
  });
  return outfile;
}

export interface ServerProcess {
  readonly client: LanguageClient;
  readonly process: ChildProcess;
  /** Ends it, whatever state it is in. */
  readonly kill: () => void;
}

export async function startProcess(
  file: string,
  environment: NodeJS.ProcessEnv = {},
  settings: object = {},
): Promise<ServerProcess> {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [file, "--stdio"], { stdio: ["pipe", "pipe", "inherit"], env });
  const client = await LanguageClient.connect(child.stdout, child.stdin, settings);
  return {
    client,
    process: child,
    kill: () => {
      client.connection.dispose();
      child.kill("SIGKILL");
    },
  };
}
