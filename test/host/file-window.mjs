// Opens one file in a window with VS Code's default settings and takes a picture of it into shots/.
//   node test/host/file-window.mjs FILE [--restricted] [--line N] [--command TITLE] [--hover LINE:COLUMN] [--out NAME]
// Needs a finished build. The folder around the file is the workspace, but for a folder that holds the machine's temporary files: there
// the file stands alone. --restricted: a workspace that is not trusted. --line: where the cursor is. --command: runs what the command
// palette has under that title ("Latency Lens: Compare Devices") and waits for what it opens. --hover: rests the mouse there.
// Prints the lenses, hints, status bar, hover and panel that it saw.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { shoot, startInstalledWindow } from "./installed-window.mjs";
import { goToLine, hoverAt, lens, openByCommand, patience, visible } from "./window-parts.mjs";

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

const USAGE =
  "node test/host/file-window.mjs FILE [--restricted] [--line N] [--command TITLE] [--hover LINE:COLUMN] [--out NAME]";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    restricted: { type: "boolean" },
    line: { type: "string" },
    command: { type: "string" },
    hover: { type: "string" },
    out: { type: "string" },
  },
});
const [given] = positionals;
if (given === undefined || !fs.existsSync(given)) stop("Give the file to open");
const file = path.resolve(given);
const hovered = /^(\d+):(\d+)$/.exec(values.hover ?? "1:1");
if (hovered === null) stop("--hover takes a line and a column, as 12:5");

const restricted = values.restricted ?? false;
const trust = restricted
  ? { "security.workspace.trust.startupPrompt": "never" }
  : { "security.workspace.trust.enabled": false };
const settings = { ...QUIET, ...trust };
const { workspace, use } = await startInstalledWindow({ fill: copyAround, settings, restricted });
await use(takePicture);

async function takePicture(page, open) {
  await open(path.join(workspace, path.basename(file)));
  if (restricted) await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).first().waitFor(patience);
  if (values.line !== undefined) await goToLine(page, values.line);
  const seen = await lens(page, /AGX|no estimate/)
    .waitFor(patience)
    .then(() => true)
    .catch(() => false);
  await print("lens", visible(page, ".codelens-decoration", /./));
  await print("hint", visible(page, ".monaco-editor .view-line span > span", /^(\d+×.*|\d+ layers.*)\sms$/));
  await print("status bar", page.locator(".statusbar-item", { hasText: / ms|no estimate|Restricted/ }));
  if (values.command !== undefined) console.log(`opened: ${oneLine(await openByCommand(page, values.command))}`);
  if (values.hover !== undefined) console.log(`hover: ${oneLine(await hoverAt(page, hovered[1], hovered[2]))}`);
  await shoot(page, `${values.out ?? path.parse(file).name}${restricted ? "-restricted" : ""}`);
  if (!seen) throw new Error("No lens came.");
}

/** The folder around the file; a folder that holds the workspace cannot be copied into it, and nobody works there. */
function copyAround(folder) {
  const source = fs.realpathSync(path.dirname(file));
  const isAbove = !path.relative(source, fs.realpathSync(folder)).startsWith("..");
  if (isAbove) fs.copyFileSync(file, path.join(folder, path.basename(file)));
  else fs.cpSync(source, folder, { recursive: true });
}

async function print(what, locator) {
  for (const text of await locator.allInnerTexts()) console.log(`${what}: ${oneLine(text)}`);
}

function oneLine(text) {
  return text.replace(/\s+/g, " ").trim();
}

function stop(why) {
  console.error(`${why}: ${USAGE}`);
  process.exit(2);
}
