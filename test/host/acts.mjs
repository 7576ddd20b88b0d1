// What a person does in the window and sees there, where the suite of test/electron cannot look: the caret's place in pixels, what
// stands in each frame, a click in the panel, a window that is loaded again.
//   node test/host/acts.mjs [PART OF A NAME …] [--results FILE]            (needs a finished build)
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { loadBundle } from "./bundle.mjs";
import { addLine, faultsOf, startFrames, stopFrames } from "./frames.mjs";
import { projectRoot, shoot, startInstalledWindow } from "./installed-window.mjs";
import {
  cursorOn,
  goTo,
  goToLine,
  lens,
  openFile,
  panelPage,
  patience,
  poll,
  runCommand,
  statusItem,
} from "./window-parts.mjs";

/** A layer that takes nearly all of the time, so that those above it are no longer slow; a comment; two layers more. */
const TYPED = `x = layers.Conv2D(960, 3, padding="same", activation="relu")(x)
# wider than the stem, and therefore slower
x = layers.Conv2D(32, 1, padding="same")(x)
x = layers.MaxPooling2D(2)(x)  # half of it, as before
`;

const acts = {
  "200 characters typed into a model move no line and empty no channel": typeIntoModel,
  "a shape error and a half-typed call move no line and empty no channel": typeThroughErrors,
  "a click on the panel's first row lands on the author's line, and selects nothing": clickFirstRows,
  "every tab of the panel shows what it is for": openTabs,
  "a window that is loaded again shows the panel as it was": loadAgain,
  "the gutter's bars, the list and the explorer follow settings and files": watchMarks,
  "a measured figure scales a board, and is taken back": calibrate,
  "a board's recording is imported": importRecording,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { results: { type: "string" } } });
const wanted = Object.entries(acts).filter(
  ([name]) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);
const quiet = JSON.parse(fs.readFileSync(path.join(projectRoot, "test/host/settings.json"), "utf8"));
const settings = {
  ...quiet,
  // Suggestions would take keys that are meant for the text.
  "editor.quickSuggestions": false,
  "editor.suggestOnTriggerCharacters": false,
  // The window's address names a file to open; with it, the editors come back as well.
  "window.restoreWindows": "preserve",
};
const counts = { passed: 0, failed: 0, skipped: 0 };
const { workspace, use } = await startInstalledWindow({ fill: fillWorkspace, settings });

await use(async (page, open) => {
  await open(path.join(workspace, "calm.py"));
  await page.keyboard.press("Control+B");
  for (const [name, act] of wanted) {
    try {
      await act(page);
      counts.passed += 1;
      console.log(`✔ ${name}`);
    } catch (error) {
      counts.failed += 1;
      console.log(`✘ ${name}\n    ${error.message}`);
      await shoot(page, `failure-${counts.failed}`);
      // What it left does not stop the next one.
      await page.keyboard.press("Escape");
      await runCommand(page, "File: Revert File");
    }
  }
  if (values.results) fs.writeFileSync(values.results, JSON.stringify(counts));
  console.log(`window: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  if (counts.failed > 0) throw new Error("Not all that is done in the window went well.");
});

function fillWorkspace(folder) {
  fs.mkdirSync(path.join(folder, ".vscode"));
  fs.writeFileSync(path.join(folder, ".vscode/settings.json"), "{}");
  fs.copyFileSync(path.join(projectRoot, "test/host/fixtures/calm.py"), path.join(folder, "calm.py"));
  for (const name of ["resnet50", "seresnet", "senet", "resnet_preactivated"])
    fs.copyFileSync(path.join(projectRoot, `zoo/keras/${name}.py`), path.join(folder, `${name}.py`));
}

// ---------------------------------------------------------------- typing

async function typeIntoModel(page) {
  if (TYPED.length < 200) throw new Error(`only ${TYPED.length} characters`);
  await startTyping(page);
  await type(page, TYPED);
  await stopTyping(page);
  // The caret leaves the model: now what is slow is said where it stands.
  await goToLine(page, 1);
  await lens(page, /⚠\s\d+\s%.*5\.\d\sms/).waitFor(patience);
  await runCommand(page, "File: Revert File");
}

async function typeThroughErrors(page) {
  const wrong = "x = layers.Add()([x, inputs])";
  const half = 'x = layers.Conv2D(8, padding="same", kernel_size=';
  await startTyping(page);
  await type(page, wrong);
  await page
    .locator(".squiggly-error")
    .first()
    .waitFor({ ...patience, state: "attached" });
  await lens(page, /^✗.*old:\sAGX/).waitFor(patience);
  for (let count = 0; count < wrong.length; count += 1) await page.keyboard.press("Backspace");
  await lens(page, /^AGX/).waitFor(patience);
  await type(page, half);
  await lens(page, /^AGX.*unfinished/).waitFor(patience);
  await type(page, "3)(x)\n");
  await stopTyping(page);
  await lens(page, /^AGX\s[\d.]+\sms[^|]*\sparams\s\|/).waitFor(patience);
  await runCommand(page, "File: Revert File");
}

/** On a line of its own between the second convolution, which has a warning above it, and the pooling. */
async function startTyping(page) {
  const file = path.join(workspace, "calm.py");
  await openFile(page, "calm.py");
  await lens(page, /⚠/).waitFor(patience);
  await goTo(page, file, 'name="wide"');
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await startFrames(page);
}

async function type(page, text) {
  for (const letter of text) {
    if (letter === "\n") await addLine(page);
    await page.keyboard.press(letter === "\n" ? "Enter" : letter);
  }
}

async function stopTyping(page) {
  const faults = faultsOf(await stopFrames(page));
  if (faults.length > 0) throw new Error(faults.slice(0, 6).join("\n    "));
}

// ---------------------------------------------------------------- the panel

async function clickFirstRows(page) {
  await clickFirstRow(page, "calm.py", "calm.py", 'name="wide"');
  await clickFirstRow(page, "resnet50.py", "resnet50.py", "x = bottleneck(x, filters");
  // A network that another file makes.
  await clickFirstRow(page, "seresnet.py", "resnet_preactivated.py", "x = unit(");
}

async function clickFirstRow(page, file, landsIn, line) {
  await openFile(page, file);
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await page.locator(".codelens-decoration a", { hasText: "Breakdown" }).first().click();
  await panelPage(page).locator(".chart [data-key]").first().click(patience);
  await page.locator(".tab.active", { hasText: landsIn }).waitFor(patience);
  const lines = fs.readFileSync(path.join(workspace, landsIn), "utf8").split("\n");
  await cursorOn(page, lines.findIndex((text) => text.includes(line)) + 1);
  const status = await statusItem(page, /^Ln \d+/).innerText();
  if (status.includes("selected")) throw new Error(`${file}: ${status}`);
  await runCommand(page, "View: Close All Editors");
}

async function openTabs(page) {
  await openFile(page, "calm.py");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await page.locator(".codelens-decoration a", { hasText: "Breakdown" }).first().click();
  const panel = panelPage(page);
  for (const [name, content] of [
    ["Time", panel.locator(".chart .bar")],
    ["What bounds it", panel.locator(".chart svg")],
    ["Layers", panel.locator("tbody tr", { hasText: "wide" })],
    ["Compare", panel.locator(".verdict", { hasText: "takes" })],
    ["What if", panel.getByLabel("input_shape", { exact: true })],
  ]) {
    await panel.getByRole("tab", { name, exact: true }).click();
    await content.first().waitFor(patience);
  }
  await runCommand(page, "View: Close All Editors");
}

async function loadAgain(page) {
  await openFile(page, "resnet50.py");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await page.locator(".codelens-decoration a", { hasText: "Breakdown" }).first().click();
  const panel = panelPage(page);
  await panel.locator(".chart .bar").first().waitFor(patience);
  await panel.getByRole("tab", { name: "Layers" }).click();
  await panel.locator("vscode-textfield input").fill("res5a");
  await panel.locator("tbody tr").first().waitFor(patience);
  const before = await shownOf(panel);
  const loaded = page.waitForEvent("load", patience);
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").fill(">Developer: Reload Window");
  await page
    .locator(".quick-input-list .monaco-list-row.focused", { hasText: "Reload Window" })
    .first()
    .waitFor(patience);
  await page.keyboard.press("Enter");
  await loaded;
  await panel.locator("tbody tr").first().waitFor(patience);
  const after = await shownOf(panel);
  if (after !== before) throw new Error(`${before}\n    became ${after}`);
  await page.locator(".tab", { hasText: "Latency: resnet50" }).waitFor(patience);
}

/** Head, tab, filter and first row. */
async function shownOf(panel) {
  const texts = [panel.locator("h1"), panel.getByRole("tab", { selected: true }), panel.locator("tbody tr").first()];
  const filter = await panel.locator("vscode-textfield input").inputValue();
  return JSON.stringify([...(await Promise.all(texts.map((text) => text.innerText()))), filter]);
}

// ---------------------------------------------------------------- marks of files and lines

async function watchMarks(page) {
  await openFile(page, "calm.py");
  await lens(page, /⚠/).waitFor(patience);
  const bars = page.locator(".monaco-editor .view-overlays .cdr[class*='ced-']");
  await bars.first().waitFor({ ...patience, state: "attached" });
  writeSettings({ "latencyLens.gutter": "off", "latencyLens.budget": { agx: 0.1 } });
  await bars.first().waitFor({ ...patience, state: "detached" });
  writeSettings({ "latencyLens.gutter": "bar", "latencyLens.budget": { agx: 0.1 } });
  await bars.first().waitFor({ ...patience, state: "attached" });
  await runCommand(page, "View: Close All Editors");
  await runCommand(page, "Explorer: Focus on Network Latency View");
  const rows = page.locator(".tree-explorer-viewlet-tree-view .monaco-list-row");
  await rows
    .filter({ hasText: /^calm.*over its budget of 0\.10\sms/ })
    .first()
    .waitFor(patience);
  writeSettings({});
  await rows
    .filter({ hasText: /^calm(?!.*over its budget)/ })
    .first()
    .waitFor(patience);
  // No editor is open; the menu of a file that has a model offers what is about it.
  const explorer = page.locator(".explorer-folders-view .monaco-list-row");
  await explorer.filter({ hasText: "resnet50.py" }).first().click({ button: "right" });
  const menu = page.locator(".monaco-menu:visible .action-item", { hasText: "Breakdown by Layer" });
  await menu.first().waitFor(patience);
  await page.keyboard.press("Escape");
  await runCommand(page, "View: Toggle Primary Side Bar Visibility");
}

function writeSettings(settings) {
  fs.writeFileSync(path.join(workspace, ".vscode/settings.json"), JSON.stringify(settings));
}

// ---------------------------------------------------------------- measurements

async function calibrate(page) {
  await openFile(page, "calm.py");
  const total = lens(page, /^AGX\s[\d.]+\sms/);
  await total.waitFor(patience);
  const before = await total.innerText();
  await start(page, "Latency Lens: Calibrate with a Measured Figure…");
  await choose(page, "Jetson AGX Xavier");
  await answer(page, "milliseconds", "5");
  await answer(page, "How was it measured", "a stopwatch");
  await page.locator(".monaco-dialog-box").getByRole("button", { name: "Calibrate" }).click(patience);
  // The lens says the figure that was measured.
  await lens(page, /^AGX\s5\.0\sms/).waitFor(patience);
  await start(page, "Latency Lens: Take Calibration Back");
  await choose(page, "Jetson AGX Xavier");
  const words = before.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s");
  await lens(page, new RegExp(`^${words.split("\\s·")[0]}`)).waitFor(patience);
  await runCommand(page, "Notifications: Clear All Notifications");
  await runCommand(page, "View: Close All Editors");
}

async function importRecording(page) {
  await openFile(page, "calm.py");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  const recording = path.join(workspace, "calm.csv");
  fs.writeFileSync(recording, await recordingOf(path.join(workspace, "calm.py")));
  await start(page, "Latency Lens: Import Board Recording (nvprof)");
  await choose(page, "calm.csv");
  const dialog = page.locator(".monaco-dialog-box");
  await dialog.filter({ hasText: /calm/ }).waitFor(patience);
  await dialog.getByRole("button", { name: "Store", exact: true }).click(patience);
  await dialog.waitFor({ ...patience, state: "hidden" });
  await runCommand(page, "View: Close All Editors");
}

/** A command that asks something: the question takes the place of the list of commands. */
async function start(page, name) {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").fill(`>${name}`);
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: name }).first().waitFor(patience);
  await page.keyboard.press("Enter");
}

async function choose(page, row) {
  await page.locator(".quick-input-list .monaco-list-row", { hasText: row }).first().click(patience);
}

/** `question`: in the title or the prompt. */
async function answer(page, question, text) {
  const widget = page.locator(".quick-input-widget:visible", { hasText: question });
  await widget.waitFor(patience);
  const input = widget.locator("input[type='text']").first();
  await poll(async () => ((await input.inputValue()).startsWith(">") ? undefined : true));
  await input.fill(text);
  await page.keyboard.press("Enter");
}

/** As nvprof prints the kernels of the file's first network, which takes its estimated time. */
async function recordingOf(file) {
  const { recordingOf: make } = await loadBundle('export * from "./test/host/recording";');
  return make(path.join(projectRoot, "dist"), file);
}
