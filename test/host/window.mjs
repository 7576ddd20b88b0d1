// Drives the window as a person would and takes a picture of every channel into shots/.
//   node test/host/window.mjs [SCENE …]            (npm run screenshots; needs a finished build)
// The extension is installed from its package, and the files lie in a folder that is called "demo", so that no picture
// shows a path of this machine. Prints the texts that it saw; ends with an error when one of them does not come.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { projectRoot, removeShots, shoot, startInstalledWindow } from "./installed-window.mjs";
import {
  cursorOn,
  goTo,
  goToLine,
  hint,
  hoverText,
  lens,
  openFile,
  panelPage,
  patience,
  pick,
  poll,
  replaceInLine,
  runCommand,
  statusItem,
  visible,
} from "./window-parts.mjs";

/** Characters of a text that are printed; a panel has thousands. */
const LONGEST_TEXT = 800;

const all = {
  editor: pictureOfEditor,
  warning: pictureOfWarning,
  "layer-hover": pictureOfLayerHover,
  "model-hover": pictureOfModelHover,
  edit: pictureAfterEdit,
  "half-typed": pictureOfHalfTyped,
  compare: pictureOfComparison,
  breakdown: pictureOfBreakdown,
  "what-if": picturesOfWhatIf,
  "quick-fix": pictureOfQuickFixes,
  head: pictureOfHead,
  problems: pictureOfProblems,
  reasons: pictureOfReasons,
  "input-size": picturesOfInputSize,
  models: pictureOfModels,
  notebook: pictureOfNotebook,
  menu: pictureOfMenu,
  walkthrough: pictureOfWalkthrough,
  example: pictureOfExample,
  crash: pictureOfCrash,
  dark: picturesInTheDark,
};
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(all, name));
if (unknown !== undefined) {
  console.error(`${unknown}: expected one of ${Object.keys(all).join(", ")}`);
  process.exit(2);
}
const scenes = wanted.length > 0 ? wanted.map((name) => all[name]) : Object.values(all);

// The quiet ones, with Git.
const quiet = JSON.parse(fs.readFileSync(path.join(projectRoot, "test/host/settings.json"), "utf8"));
const settings = { ...quiet, "git.enabled": true };
const { workspace, extensions, use } = await startInstalledWindow({ fill: fillWorkspace, settings });
const resnet50 = path.join(workspace, "resnet50.py");
await use(takePictures);

async function takePictures(page, open) {
  removeShots();
  const outside = watchOutsideRequests(page);
  await open(resnet50);
  await page.keyboard.press("Control+B");
  try {
    for (const scene of scenes) await scene(page);
  } catch (error) {
    await shoot(page, "failure");
    throw error;
  }
  if (outside.size > 0) throw new Error(`The window asked other machines: ${[...outside].join(", ")}`);
}

async function pictureOfEditor(page) {
  await goTo(page, resnet50, "def resnet50");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await hint(page, /112×112×64/).waitFor(patience);
  say("lens", await lens(page, /AGX.*TX2/).innerText());
  const hints = visible(page, ".monaco-editor .view-line span > span", /^(<\s|Σ\s)?\d.*\sms\b/);
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
  await goTo(page, resnet50, "def resnet50");
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

/** A statement without its end: the figures stay, marked. */
async function pictureOfHalfTyped(page) {
  await goTo(page, resnet50, "conv1_pad");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("x = layers.Conv2D(32, (3,");
  // The brackets that the editor closed by itself.
  for (let count = 0; count < 2; count += 1) await page.keyboard.press("Delete");
  await lens(page, /before the unfinished code/).waitFor(patience);
  await hint(page, /\(old\)/).waitFor(patience);
  say("stale lens", await lens(page, /before the unfinished code/).innerText());
  say("stale status bar", await statusItem(page, / ms/).innerText());
  await page.keyboard.press("Escape");
  await shoot(page, "9-half-typed");
  await runCommand(page, "File: Revert File");
  await hint(page, /^[\d.]+\sms\s·\s112×112×64$/).waitFor(patience);
}

async function pictureOfComparison(page) {
  await page.locator(".codelens-decoration a", { hasText: "Compare on TX2" }).first().click();
  const panel = panelPage(page);
  await panel.locator("tbody tr").first().waitFor(patience);
  say("panel", await panel.locator("body").innerText());
  await shoot(page, "7-compare");
  await chooseDevices(panel);
  await goToRows(page, panel);
  await runCommand(page, "View: Close All Editors");
}

/** The pickers at the head of each side: another board on the left. */
async function chooseDevices(panel) {
  const left = panel.getByLabel("Device on the left");
  const before = await left.inputValue();
  const other = await panel.getByLabel("Device on the right").inputValue();
  await left.selectOption(other);
  await poll(async () => ((await panel.locator(".verdict").innerText()).startsWith("The same") ? true : undefined));
  say("devices after the choice", `${await left.inputValue()} | ${other}`);
  await left.selectOption(before);
  await poll(async () => ((await panel.locator(".verdict").innerText()).includes("takes") ? true : undefined));
}

/** A click on a row of the table and Enter on a bar go to the line that makes the layer. */
async function goToRows(page, panel) {
  const line = (text) =>
    fs
      .readFileSync(resnet50, "utf8")
      .split("\n")
      .findIndex((each) => each.includes(text)) + 1;
  await panel.locator("tbody button", { hasText: "res5a_branch2b" }).click();
  await cursorOn(page, line("x = bottleneck(x, filters"));
  await panel.locator(".chart [data-key][aria-label^='conv1']").first().focus();
  await page.keyboard.press("Enter");
  await cursorOn(page, line('name="conv1")'));
  say("rows", "a click and Enter went to their lines");
}

async function pictureOfBreakdown(page) {
  await openFile(page, "two_models.py");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await page.locator(".codelens-decoration a", { hasText: "Breakdown" }).first().click();
  const panel = panelPage(page);
  await panel.locator(".chart .bar").first().waitFor(patience);
  await shoot(page, "10-breakdown");
  const [, second] = await panel.locator("h1 select option").allInnerTexts();
  await panel.locator("h1 select").selectOption({ label: second });
  await page.locator(".tab.active", { hasText: second }).waitFor(patience);
  say("breakdown of the other model", await panel.locator(".big").first().innerText());
  await runCommand(page, "View: Close All Editors");
}

/** A slider moved, and the number written into the source. */
async function picturesOfWhatIf(page) {
  await openFile(page, "resnet50.py");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await runCommand(page, "Latency Lens: What If the Network Were Larger or Smaller?");
  const panel = panelPage(page);
  const slider = panel.getByLabel("input_shape", { exact: true });
  await slider.waitFor(patience);
  await shoot(page, "19-what-if");
  await slider.fill("160");
  await panel.locator(".totals", { hasText: /at input_shape 160/ }).waitFor(patience);
  say("what if", await panel.locator(".totals", { hasText: /at input_shape 160/ }).innerText());
  await shoot(page, "19-what-if-160");
  await panel.locator("vscode-button", { hasText: "Apply" }).click();
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await visible(page, ".monaco-editor .view-line", /input_shape=\(160,\s160,\s3\)/)
    .first()
    .waitFor(patience);
  await hint(page, /80×80×64$/).waitFor(patience);
  say("lens after Apply", await lens(page, /AGX.*TX2/).innerText());
  await page.locator(".tab", { hasText: "resnet50.py" }).first().click();
  await runCommand(page, "File: Revert File");
  await hint(page, /112×112×64$/).waitFor(patience);
  await runCommand(page, "View: Close All Editors");
}

/** What would make a layer faster, each with its gain. */
async function pictureOfQuickFixes(page) {
  await openFile(page, "vgg16.py");
  await lens(page, /⚠/).waitFor(patience);
  for (const [place, picture] of [
    ["21,20", "20-quick-fix-flatten"],
    ["14,30", "20-quick-fix-convolution"],
  ]) {
    await goToLine(page, place);
    await page.keyboard.press("Control+.");
    const rows = page.locator(".action-widget .monaco-list-row.action");
    await rows
      .filter({ hasText: /AGX \d+ → \d+ ms/ })
      .first()
      .waitFor(patience);
    for (const text of await rows.allInnerTexts()) say("quick fix", text);
    await shoot(page, picture);
    await page.keyboard.press("Escape");
  }
  await openFile(page, "resnet50.py");
}

/** The working copy beside what the last commit holds. */
async function pictureOfHead(page) {
  await openFile(page, "resnet50.py");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await goTo(page, resnet50, "def resnet50");
  await replaceInLine(page, 'name="conv1")', "64, 7", "96, 7");
  await hint(page, /112×112×96/).waitFor(patience);
  await runCommand(page, "Latency Lens: Compare with Git HEAD");
  const panel = panelPage(page);
  await panel.locator(".verdict", { hasText: /^No clear difference/ }).waitFor(patience);
  say("beside git HEAD", await panel.locator(".verdict").first().innerText());
  await shoot(page, "21-git-head");
  await page.locator(".tab", { hasText: "resnet50.py" }).first().click();
  await runCommand(page, "File: Revert File");
  await runCommand(page, "View: Close All Editors");
}

/** A file without an estimate says why: its item, the list, and the place of the chosen reason. */
async function pictureOfReasons(page) {
  await openFile(page, "open_size.py");
  const item = statusItem(page, /no estimate: why\?/);
  await item.waitFor(patience);
  await item.click();
  const rows = page.locator(".quick-input-list .monaco-list-row");
  await rows.first().waitFor(patience);
  for (const text of await rows.allInnerTexts()) say("reason", text);
  await shoot(page, "11-no-estimate");
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  say("place of the reason", await statusItem(page, /Ln \d+/).innerText());
  await runCommand(page, "View: Close All Editors");
}

/** A definition that needs to be told something: its lenses, the question for the size, the comment with its caret. */
async function picturesOfInputSize(page) {
  await openFile(page, "needs_depth.py");
  const ask = lens(page, /Set input size/);
  await ask.waitFor(patience);
  say(
    "lens",
    await lens(page, /no estimate: why\?/)
      .first()
      .innerText(),
  );
  await shoot(page, "14-needs-depth");
  await ask
    .locator("a", { hasText: /Set input size/ })
    .first()
    .click();
  const box = page.locator(".quick-input-widget input");
  await box.waitFor(patience);
  await box.fill("224");
  await page.locator(".quick-input-message", { hasText: /height × width × channels/ }).waitFor(patience);
  await box.fill("32×32×3");
  await page.locator(".quick-input-message", { hasText: /of one image/ }).waitFor(patience);
  await shoot(page, "14-input-size");
  await page.keyboard.press("Enter");
  await visible(page, ".monaco-editor .view-line", /#\slatency:\sinput_shape=\(32,\s32,\s3\),\sdepth=…/).waitFor(
    patience,
  );
  await statusItem(page, /1 selected/).waitFor(patience);
  await page.keyboard.type("2");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  say("lens", await lens(page, /AGX.*TX2/).innerText());
  await shoot(page, "14-input-size-set");
  await runCommand(page, "View: Revert and Close Editor");
}

/** Every model of the workspace, with nothing open but one file. */
async function pictureOfModels(page) {
  await openFile(page, "resnet50.py");
  await runCommand(page, "Explorer: Focus on Network Latency View");
  const rows = page.locator(".tree-explorer-viewlet-tree-view .monaco-list-row");
  await rows.filter({ hasText: /AGX/ }).first().waitFor(patience);
  await page.locator(".pane-body .message", { hasText: /Looking through/ }).waitFor({ state: "hidden" });
  for (const text of await rows.allInnerTexts()) say("model", text);
  await shoot(page, "16-models");
  await runCommand(page, "View: Toggle Primary Side Bar Visibility");
}

async function pictureOfMenu(page) {
  await openFile(page, "resnet50.py");
  const item = statusItem(page, / ms/);
  await item.waitFor(patience);
  await item.click();
  const rows = page.locator(".quick-input-list .monaco-list-row");
  await rows.first().waitFor(patience);
  for (const text of await rows.allInnerTexts()) say("menu", text);
  await shoot(page, "17-menu");
  await page.keyboard.press("Escape");
}

async function pictureOfWalkthrough(page) {
  await runCommand(page, "Welcome: Open Walkthrough...").catch(() => undefined);
  const rows = page.locator(".quick-input-list .monaco-list-row", { hasText: /Jetson/ });
  await rows.first().waitFor(patience);
  await rows.first().click();
  await page.locator(".gettingStartedContainer", { hasText: /Open a network/ }).waitFor(patience);
  await page.locator(".gettingStartedContainer img").first().waitFor(patience);
  await shoot(page, "18-walkthrough");
  await runCommand(page, "View: Close All Editors");
}

async function pictureOfExample(page) {
  // The problems would hide the definition.
  await runCommand(page, "View: Hide Panel");
  await runCommand(page, "Latency Lens: Open Example Network");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await shoot(page, "12-example");
  await runCommand(page, "View: Revert and Close Editor");
}

/** The server is killed three times: one message, and estimates all the same. */
async function pictureOfCrash(page) {
  await openFile(page, "vgg16.py");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  for (let count = 0; count < 3; count += 1) {
    const [killed] = serverProcesses();
    process.kill(killed, "SIGKILL");
    await poll(async () => (serverProcesses().some((id) => id !== killed) ? true : undefined));
  }
  await runCommand(page, "View: Close All Editors");
  await openFile(page, "resnet50.py");
  await hint(page, /112×112×64/).waitFor(patience);
  const messages = await page.locator(".notifications-toasts .notification-list-item-message").allInnerTexts();
  for (const message of messages) say("message", message);
  await shoot(page, "13-restarted");
  if (messages.length !== 1) throw new Error(`The restart was told ${messages.length} times.`);
  await runCommand(page, "Notifications: Clear All Notifications");
}

/** Processes of the installed extension's server. */
function serverProcesses() {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8" }).split("\n");
  const own = lines.filter((line) => line.includes(extensions) && line.includes("dist/server.js"));
  return own.map((line) => Number.parseInt(line, 10));
}

async function picturesInTheDark(page) {
  await runCommand(page, "Preferences: Toggle between Light/Dark Themes");
  await page.locator(".monaco-workbench.vs-dark").waitFor(patience);
  await openFile(page, "vgg16.py");
  await lens(page, /⚠/).waitFor(patience);
  await goToLine(page, 20);
  await shoot(page, "14-dark");
  await runCommand(page, "Latency Lens: Compare Devices");
  await panelPage(page).locator("tbody tr").first().waitFor(patience);
  await runCommand(page, "View: Toggle Maximize Editor Group");
  await shoot(page, "15-dark-compare");
}

async function pictureOfNotebook(page) {
  await openFile(page, "small_net.ipynb");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await hint(page, /^Σ/).waitFor(patience);
  say("lens in a cell", await lens(page, /AGX.*TX2/).innerText());
  await shoot(page, "19-notebook");
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

// ---------------------------------------------------------------- around it

function fillWorkspace(folder) {
  fs.cpSync(path.join(projectRoot, "zoo/keras"), folder, { recursive: true });
  for (const name of [
    "shape_error.py",
    "unknown_layer.py",
    "two_models.py",
    "open_size.py",
    "needs_depth.py",
    "small_net.ipynb",
  ])
    fs.copyFileSync(path.join(projectRoot, "test/electron/fixtures", name), path.join(folder, name));
  const who = ["-c", "user.name=Demo", "-c", "user.email=demo@example.org"];
  for (const words of [["init"], ["add", "."], ["commit", "-m", "Networks"]])
    execFileSync("git", [...who, ...words], { cwd: folder, stdio: "ignore" });
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
