#!/usr/bin/env node
// Stands in for the VS Code executable where there is no desktop: takes the arguments that @vscode/test-electron
// passes, runs the suite in code-server's extension host behind headless Chromium, prints what the suite prints and
// exits with its code. Also knows --version and --install-extension FILE. As VS Code, it trusts a workspace with
// --disable-workspace-trust alone.
//   LATENCY_LENS_HOST_SECONDS  limit of one run (300)
//   LATENCY_LENS_HOST_VERBOSE  print VS Code's own messages too
import path from "node:path";
import { format } from "node:util";
import * as playwright from "playwright-core";
import {
  allowAutomation,
  createInstallation,
  launchChromium,
  remoteUri,
  runCodeServer,
  startCodeServer,
  windowUrl,
} from "./code-server.mjs";

const limitSeconds = Number(process.env.LATENCY_LENS_HOST_SECONDS ?? 300);

/** What VS Code says about itself in every window. */
const noise = new RegExp(
  [
    ...["builtin extensions", "AccountPolicyGate", "AgentHost", "connection token", "Creating a socket"],
    ...["reconnection-grace-time", "Service Worker", "web worker extension host", "spdlog", "native-watchdog"],
    ...["authentication provider .github", "Creation of workbench contribution"],
  ].join("|"),
);

const { options, positionals } = parseArguments(process.argv.slice(2));
const installation = createInstallation({
  userData: last(options.get("user-data-dir")),
  extensions: last(options.get("extensions-dir")),
});
process.once("exit", () => installation.remove());

const command = oneCommand();
if (command) process.exit(runCodeServer(installation, command));
await runSuite();

async function runSuite() {
  let browser = null;
  let ending = false;
  const finish = async (code, why) => {
    if (ending) return;
    ending = true;
    if (code !== 0) console.error(`The window ended with ${code}: ${why}`);
    const patience = new Promise((resolve) => setTimeout(resolve, 5000));
    await Promise.race([browser?.close(), patience]).catch(() => undefined);
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void finish(130, signal));
  process.on("unhandledRejection", (error) => void finish(1, error?.message ?? String(error)));
  setTimeout(() => void finish(124, `no result after ${limitSeconds} s`), limitSeconds * 1000).unref();

  const server = await startCodeServer(installation, {
    automation: true,
    restricted: !options.has("disable-workspace-trust"),
  });
  void server.exited.then((code) => finish(code || 1, `code-server stopped:\n${server.logTail()}`));
  browser = await launchChromium(playwright);
  const page = await browser.newPage({ viewport: { width: 1300, height: 850 } });
  page.on("crash", () => void finish(1, "the page crashed"));
  await page.exposeFunction("codeAutomationLog", printMessage);
  await page.exposeFunction("codeAutomationExit", (code) => {
    // Leaves the call first: closing the browser inside of it would fail the call.
    setImmediate(() => void finish(code, "the suite failed"));
  });
  await allowAutomation(page);
  const payload = [["skipWelcome", "true"]];
  for (const name of ["extensionDevelopmentPath", "extensionTestsPath"])
    for (const file of options.get(name) ?? []) payload.push([name, remoteUri(server, file)]);
  await page.goto(windowUrl(server, positionals[0] ?? null, payload), {
    waitUntil: "domcontentloaded",
    timeout: 120_000,
  });
}

function printMessage(type, args) {
  const text = format(...args);
  if (noise.test(text) && !process.env.LATENCY_LENS_HOST_VERBOSE) return;
  const stream = type === "error" || type === "warn" ? process.stderr : process.stdout;
  stream.write(`${text}\n`);
}

function oneCommand() {
  if (options.has("version")) return ["--version"];
  const files = options.get("install-extension");
  return files?.flatMap((file) => ["--install-extension", path.resolve(file)]);
}

/** VS Code's command line: --name=value, --name value for the names below, --flag, and paths to open. */
function parseArguments(words) {
  const valued = [
    "user-data-dir",
    "extensions-dir",
    "install-extension",
    "extensionTestsPath",
    "extensionDevelopmentPath",
  ];
  const result = { options: new Map(), positionals: [] };
  const rest = [...words];
  while (rest.length > 0) {
    const word = rest.shift();
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(word);
    if (!match) {
      result.positionals.push(word);
      continue;
    }
    const [, name, inline] = match;
    const value = inline ?? (valued.includes(name) ? rest.shift() : "");
    result.options.set(name, [...(result.options.get(name) ?? []), value]);
  }
  return result;
}

function last(values) {
  const value = values?.at(-1);
  return value === undefined ? undefined : path.resolve(value);
}
