// Opens one file in a window with VS Code's default settings and takes a picture of it into shots/.
//   node test/host/file-window.mjs FILE [--restricted] [--line N] [--out NAME]      (needs a finished build)
// The folder around the file is the workspace. --restricted: a workspace that is not trusted. Prints the lenses, hints and the
// status bar that it saw.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { packVsix } from "../../scripts/vsix.mjs";
import {
  createInstallation,
  installVsix,
  launchChromium,
  remoteUri,
  startCodeServer,
  windowUrl,
} from "./code-server.mjs";
import { setUpHost } from "./setup.mjs";
import { goToLine, lens, patience, visible } from "./window-parts.mjs";

const root = path.resolve(import.meta.dirname, "../..");
/**
 * What keeps the window from asking other machines and from opening pages and side bars of its own, which would cut lenses off; all that
 * an editor shows is as VS Code ships it.
 */
const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "json.schemaDownload.enable": false,
  "typescript.disableAutomaticTypeAcquisition": true,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { restricted: { type: "boolean" }, line: { type: "string" }, out: { type: "string" } },
});
const [given] = positionals;
if (given === undefined || !fs.existsSync(given)) {
  console.error("Give the file to open: node test/host/file-window.mjs FILE [--restricted] [--line N] [--out NAME]");
  process.exit(2);
}

setUpHost();
const restricted = values.restricted ?? false;
const trust = restricted
  ? { "security.workspace.trust.startupPrompt": "never" }
  : { "security.workspace.trust.enabled": false };
const installation = createInstallation({ settings: { ...QUIET, ...trust } });
process.once("exit", () => installation.remove());
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));
const workspace = path.join(installation.folder, "demo");
fs.cpSync(path.dirname(path.resolve(given)), workspace, { recursive: true });
const file = path.join(workspace, path.basename(given));
const vsix = path.join(installation.folder, "latency-lens.vsix");
packVsix(vsix);
installVsix(installation, vsix);
const server = await startCodeServer(installation, { restricted });
// Imported late: the set-up installs it.
const browser = await launchChromium(await import("playwright-core"));
try {
  await takePicture();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
await browser.close();
process.exit();

async function takePicture() {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.goto(windowUrl(server, workspace, [["openFile", remoteUri(server, file)]]));
  await page.locator(".monaco-editor .view-lines").first().waitFor(patience);
  if (restricted) await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).first().waitFor(patience);
  if (values.line !== undefined) await goToLine(page, Number(values.line));
  const seen = await lens(page, /AGX|no estimate/)
    .waitFor(patience)
    .then(() => true)
    .catch(() => false);
  const print = async (what, locator) => {
    for (const text of await locator.allInnerTexts()) console.log(`${what}: ${text.replace(/\s+/g, " ").trim()}`);
  };
  await print("lens", visible(page, ".codelens-decoration", /./));
  await print("hint", visible(page, ".monaco-editor .view-line span > span", /^(\d+×.*|\d+ layers.*)\sms$/));
  await print("status bar", page.locator(".statusbar-item", { hasText: / ms|no estimate|Restricted/ }));
  const picture = path.join(
    root,
    "shots",
    `${values.out ?? path.parse(file).name}${restricted ? "-restricted" : ""}.png`,
  );
  fs.mkdirSync(path.dirname(picture), { recursive: true });
  await page.screenshot({ path: picture });
  console.log(`→ ${path.relative(root, picture)}`);
  if (!seen) throw new Error("No lens came.");
}
