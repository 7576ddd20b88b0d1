// Drives the window as a person would and takes a picture of every channel into shots/.
//   node test/host/window.mjs            (npm run screenshots; needs a finished build)
// The extension is installed from its package, and the files lie in a folder that is called "demo", so that no picture
// shows a path of this machine. Prints the texts that it saw; ends with an error when one of them does not come.
import fs from "node:fs";
import path from "node:path";
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

const root = path.resolve(import.meta.dirname, "../..");
const shots = path.join(root, "shots");
const patience = { timeout: 60_000 };
/** Characters of a text that are printed; a panel has thousands. */
const LONGEST_TEXT = 800;

setUpHost();
const installation = createInstallation();
process.once("exit", () => installation.remove());
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));
const workspace = makeWorkspace();
installExtension();
const server = await startCodeServer(installation);
// Imported late: the set-up installs it.
const browser = await launchChromium(await import("playwright-core"));
let status = 0;
try {
  await takePictures();
} catch (error) {
  console.error(error.message);
  status = 1;
}
await browser.close();
process.exit(status);

async function takePictures() {
  fs.rmSync(shots, { recursive: true, force: true });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const outside = watchOutsideRequests(page);
  await page.goto(windowUrl(server, workspace, [["openFile", remoteUri(server, path.join(workspace, "resnet50.py"))]]));
  await page.locator(".monaco-editor .view-lines").first().waitFor(patience);
  await page.keyboard.press("Control+B");
  try {
    await pictureOfEditor(page);
    await pictureOfWarning(page);
    await pictureOfLayerHover(page);
    await pictureOfModelHover(page);
    await pictureAfterEdit(page);
    await pictureOfComparison(page);
    await pictureOfProblems(page);
  } catch (error) {
    await shoot(page, "failure");
    throw error;
  }
  if (outside.size > 0) throw new Error(`The window asked other machines: ${[...outside].join(", ")}`);
}

async function pictureOfEditor(page) {
  await goTo(page, "def resnet50");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await hint(page, /112×112×64/).waitFor(patience);
  say("lens", await lens(page, /AGX.*TX2/).innerText());
  const hints = visible(page, ".monaco-editor .view-line span > span", /^(\d+×.*|\d+ layers.*)\sms$/);
  for (const text of await hints.allInnerTexts()) say("hint", text);
  say("status bar", await page.locator(".statusbar-item", { hasText: / ms/ }).first().innerText());
  await shoot(page, "1-editor");
}

async function pictureOfWarning(page) {
  await openFile(page, "vgg16.py");
  const warning = lens(page, /⚠/);
  await warning.waitFor(patience);
  for (const text of await visible(page, ".codelens-decoration", /⚠/).allInnerTexts()) say("warning", text);
  await shoot(page, "2-warning");
  await openFile(page, "resnet50.py");
}

async function pictureOfLayerHover(page) {
  await goTo(page, "def resnet50");
  say("layer hover", await hoverText(page, 'name="conv1")', "Conv2D", /held back by/));
  await shoot(page, "3-layer-hover");
}

async function pictureOfModelHover(page) {
  say("model hover", await hoverText(page, "def resnet50", "resnet50", /Jetson AGX Xavier/));
  await shoot(page, "4-model-hover");
}

/** One edit changes lens, hint and hover together. */
async function pictureAfterEdit(page) {
  const before = await lens(page, /AGX.*TX2/).innerText();
  await replaceInLine(page, 'name="conv1")', "64, 7", "96, 7");
  await hint(page, /112×112×96/).waitFor(patience);
  const after = await poll(async () => {
    const text = await lens(page, /AGX.*TX2/).innerText();
    return text === before ? undefined : text;
  });
  say("lens after the edit", after);
  await shoot(page, "5-after-edit");
  say("hover after the edit", await hoverText(page, 'name="conv1")', "Conv2D", /112×112×96/));
  await shoot(page, "6-hover-after-edit");
  await page.keyboard.press("Escape");
  await runCommand(page, "File: Revert File");
  await hint(page, /112×112×64/).waitFor(patience);
}

async function pictureOfComparison(page) {
  await page.locator(".codelens-decoration a", { hasText: "Compare on TX2" }).first().click();
  const panel = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  await panel.locator("tbody tr").first().waitFor(patience);
  say("panel", await panel.locator("body").innerText());
  await runCommand(page, "View: Toggle Maximize Editor Group");
  await shoot(page, "7-compare");
  await runCommand(page, "View: Toggle Maximize Editor Group");
  await runCommand(page, "View: Close All Editors");
}

async function pictureOfProblems(page) {
  await openFile(page, "shape_error.py");
  await page
    .locator(".squiggly-error")
    .first()
    .waitFor({ ...patience, state: "attached" });
  await openFile(page, "unknown_layer.py");
  await lens(page, /≥/).waitFor(patience);
  say("lower bound", await lens(page, /≥/).innerText());
  await runCommand(page, "View: Focus Problems");
  const problems = page.locator(".markers-panel-container .monaco-list-row");
  await problems.first().waitFor(patience);
  for (const text of await problems.allInnerTexts()) say("problem", text);
  await shoot(page, "8-problems");
}

// ---------------------------------------------------------------- the window's parts

function lens(page, pattern) {
  return visible(page, ".codelens-decoration", pattern).first();
}

function hint(page, pattern) {
  return visible(page, ".monaco-editor .view-line span > span", pattern).last();
}

/** Without what the window keeps of editors and lines that are not in view. */
function visible(page, selector, pattern) {
  return page.locator(`${selector}:visible`, { hasText: pattern });
}

/** Rests the mouse on `word` in the line that holds `lineText`, and reads what comes up. */
async function hoverText(page, lineText, word, pattern) {
  const line = page.locator(".monaco-editor .view-line", { hasText: lineText }).first();
  const token = line.locator("span", { hasText: word }).last();
  const hover = page.locator(".monaco-hover:visible", { hasText: pattern }).first();
  // An older hover may lie over the line; it goes when the mouse is elsewhere.
  await page.mouse.move(5, 5);
  await page.locator(".monaco-hover:visible").first().waitFor({ state: "hidden" });
  await token.hover();
  await hover.waitFor({ timeout: 15_000 });
  return hover.innerText();
}

/** Selects `from` in a line with the find widget, types `to` over it. */
async function replaceInLine(page, lineText, from, to) {
  await page.locator(".monaco-editor .view-line", { hasText: lineText }).first().click();
  await page.keyboard.press("Home");
  await page.keyboard.press("Control+F");
  await page.keyboard.type(from);
  await page.keyboard.press("Escape");
  await page.keyboard.type(to);
}

/** Puts the cursor on the first line of ResNet-50 that holds `text`, in the middle of the window. */
async function goTo(page, text) {
  const lines = fs.readFileSync(path.join(workspace, "resnet50.py"), "utf8").split("\n");
  await page.locator(".monaco-editor .view-lines").first().click();
  await page.keyboard.press("Control+G");
  await page.locator(".quick-input-widget input").fill(`:${lines.findIndex((line) => line.includes(text)) + 1}`);
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

async function runCommand(page, name) {
  await page.keyboard.press("F1");
  await pick(page, `>${name}`, name);
}

async function openFile(page, name) {
  await page.keyboard.press("Control+P");
  await pick(page, name, name);
  await page.locator(".tab.active", { hasText: name }).waitFor(patience);
}

async function pick(page, typed, row) {
  await page.locator(".quick-input-widget input").fill(typed);
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: row }).first().waitFor(patience);
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

async function poll(probe) {
  const deadline = Date.now() + patience.timeout;
  while (Date.now() < deadline) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The window did not change in time.");
}

// ---------------------------------------------------------------- around it

function makeWorkspace() {
  const folder = path.join(installation.folder, "demo");
  fs.cpSync(path.join(root, "zoo/keras"), folder, { recursive: true });
  for (const name of ["shape_error.py", "unknown_layer.py"])
    fs.copyFileSync(path.join(root, "test/electron/fixtures", name), path.join(folder, name));
  return folder;
}

function installExtension() {
  const vsix = path.join(installation.folder, "latency-lens.vsix");
  packVsix(vsix);
  installVsix(installation, vsix);
}

/** Hosts that the window asks for anything; the extension and its panels must talk to nobody. */
function watchOutsideRequests(page) {
  const hosts = new Set();
  page.on("request", (request) => {
    const url = new URL(request.url());
    const inside = ["data:", "blob:", "vscode-file:"].includes(url.protocol) || url.hostname === "127.0.0.1";
    if (!inside && !url.hostname.endsWith("vscode-cdn.net")) hosts.add(url.hostname);
  });
  return hosts;
}

function say(what, text) {
  const line = text.replace(/\s+/g, " ").trim();
  console.log(`${what}: ${line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)} …` : line}`);
}

async function shoot(page, name) {
  fs.mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${name}.png`) });
  console.log(`→ shots/${name}.png`);
}
