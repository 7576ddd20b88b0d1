// Shows the main job: builds, prints what a bundled ResNet-50 costs on each board, and opens it in the editor.
//   node scripts/demo.mjs [--no-window]
// With a desktop and `code` on the PATH it opens VS Code; without one it serves VS Code on 127.0.0.1 and prints the
// address. In CI, or with --no-window, only the estimate is printed.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { createInstallation, installVsix, remoteUri, startCodeServer, windowUrl } from "../test/host/code-server.mjs";
import { hasDesktop } from "../test/host/desktop.mjs";
import { setUpHost } from "../test/host/setup.mjs";
import { ensurePackages } from "./packages.mjs";
import { packVsix } from "./vsix.mjs";

const root = path.resolve(import.meta.dirname, "..");
const network = path.join("zoo", "keras", "resnet50.py");

const { values } = parseArgs({ options: { "no-window": { type: "boolean" } } });

try {
  ensurePackages();
  runNode(["esbuild.mjs"]);
  runNode(["dist/cli.js", "estimate", network]);
  if (!values["no-window"] && !process.env.CI) await openWindow();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

async function openWindow() {
  if (!hasDesktop() || !isOnPath("code")) return serveWindow();
  const args = [`--extensionDevelopmentPath=${root}`, path.join(root, network)];
  const { status } = spawnSync("code", args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) throw new Error(`VS Code did not open (exit ${status}). Press F5 in VS Code instead.`);
  console.log(`\nOpened ${network} in VS Code.`);
}

/** Serves the editor with the packed extension installed, until Ctrl+C. */
async function serveWindow() {
  setUpHost({ chromium: false });
  const installation = createInstallation();
  process.once("exit", () => installation.remove());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(0));
  endWithNpm();

  const vsix = path.join(installation.folder, "latency-lens.vsix");
  packVsix(vsix);
  installVsix(installation, vsix);

  const server = await startCodeServer(installation);
  const url = windowUrl(server, path.join(root, path.dirname(network)), [
    ["openFile", remoteUri(server, path.join(root, network))],
  ]);
  await requireWindow(url);
  console.log(`\nVS Code with ${network} (from this machine only; another one reaches it through ssh -L):`);
  console.log(`\n  ${url}\n\nStop with Ctrl+C.`);
  const code = await server.exited;
  throw new Error(`code-server stopped with ${code}:\n${server.logTail()}`);
}

/** npm that is told to stop ends its shell, which does not pass the signal on: without its parent the server must not stay. */
function endWithNpm() {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 1000).unref();
}

/** The address is printed only once the editor's page really comes from it. */
async function requireWindow(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  const html = await response.text();
  if (!response.ok || !html.includes("vscode-workbench-web-configuration"))
    throw new Error(`code-server answered ${response.status} without the editor's page.`);
}

function runNode(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(`node ${args.join(" ")} failed (exit ${status}).`);
}

function isOnPath(program) {
  return spawnSync(program, ["--version"], { stdio: "ignore", shell: process.platform === "win32" }).status === 0;
}
