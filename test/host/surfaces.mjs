// Pictures of every surface with the settings that VS Code comes with (explorer, minimap, sticky scroll), 1400 and 800 pixels wide, in the light
// and the dark theme and in both of high contrast, into shots/surfaces/: look at them.
//   node test/host/surfaces.mjs [--theme NAME …] [--width N …] [SURFACE …]            (needs a finished build)
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { projectRoot, shoot, startInstalledWindow } from "./installed-window.mjs";
import {
  goTo,
  goToLine,
  hoverText,
  lens,
  openFile,
  panelPage,
  patience,
  runCommand,
  statusItem,
} from "./window-parts.mjs";

const themes = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  "hc-black": "Default High Contrast",
  "hc-light": "Default High Contrast Light",
};
const surfaces = { editor, warnings, hover, problems, fixes, menu, models, time, compare, "what-if": whatIf, reasons };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { theme: { type: "string", multiple: true }, width: { type: "string", multiple: true } },
});
const wanted = positionals.length > 0 ? positionals : Object.keys(surfaces);
// As VS Code comes, but for what would ask other machines or open something else than the file.
const settings = {
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "security.workspace.trust.enabled": false,
  "chat.disableAIFeatures": true,
  // Without chat it is empty.
  "workbench.secondarySideBar.defaultVisibility": "hidden",
};
const { workspace, use } = await startInstalledWindow({ fill: fillWorkspace, settings });

await use(async (page, open) => {
  await open(path.join(workspace, "resnet50.py"));
  await lens(page, /AGX.*TX2/).waitFor(patience);
  for (const theme of values.theme ?? Object.keys(themes)) {
    fs.writeFileSync(
      path.join(workspace, ".vscode/settings.json"),
      JSON.stringify({ "workbench.colorTheme": themes[theme] }),
    );
    await page
      .locator(`.monaco-workbench.${theme === "light" ? "vs" : theme === "dark" ? "vs-dark" : theme}`)
      .waitFor(patience);
    for (const width of (values.width ?? ["1400", "800"]).map(Number)) {
      await page.setViewportSize({ width, height: 900 });
      for (const name of wanted)
        await surfaces[name](page, (part) => shoot(page, `surfaces/${part ?? name}-${theme}-${width}`));
    }
  }
});

function fillWorkspace(folder) {
  fs.mkdirSync(path.join(folder, ".vscode"));
  fs.writeFileSync(path.join(folder, ".vscode/settings.json"), "{}");
  for (const name of ["resnet50.py", "vgg16.py"])
    fs.copyFileSync(path.join(projectRoot, "zoo/keras", name), path.join(folder, name));
  for (const name of ["shape_error.py", "unknown_layer.py", "open_size.py", "improvable.py"])
    fs.copyFileSync(path.join(projectRoot, "test/electron/fixtures", name), path.join(folder, name));
}

async function editor(page, take) {
  await openFile(page, "resnet50.py");
  await goTo(page, path.join(workspace, "resnet50.py"), "def resnet50");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await take();
}

async function warnings(page, take) {
  await openFile(page, "vgg16.py");
  await goToLine(page, 14);
  await lens(page, /⚠/).waitFor(patience);
  await take();
}

async function hover(page, take) {
  await editor(page, () => undefined);
  await hoverText(page, 'name="conv1")', "Conv2D", /held back by/);
  await take("hover-layer");
  await hoverText(page, "def resnet50", "resnet50", /Jetson AGX Xavier/);
  await take("hover-model");
  await page.mouse.move(5, 5);
}

async function problems(page, take) {
  await openFile(page, "shape_error.py");
  await page
    .locator(".squiggly-error")
    .first()
    .waitFor({ ...patience, state: "attached" });
  await openFile(page, "unknown_layer.py");
  await lens(page, /≥/).waitFor(patience);
  await runCommand(page, "View: Focus Problems");
  await page.locator(".markers-panel-container .monaco-list-row").first().waitFor(patience);
  await take();
  await runCommand(page, "View: Hide Panel");
}

async function fixes(page, take) {
  await openFile(page, "improvable.py");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await goToLine(page, "8,20");
  await page.keyboard.press("Control+.");
  const rows = page.locator(".action-widget .monaco-list-row.action", { hasText: /AGX [\d.]+ → [\d.]+ ms/ });
  await rows.first().waitFor(patience);
  await take();
  await page.keyboard.press("Escape");
}

async function menu(page, take) {
  await openFile(page, "resnet50.py");
  const item = statusItem(page, / ms/);
  await item.waitFor(patience);
  await item.click();
  await page.locator(".quick-input-list .monaco-list-row").first().waitFor(patience);
  await take();
  await page.keyboard.press("Escape");
}

async function models(page, take) {
  await runCommand(page, "Explorer: Focus on Network Latency View");
  await page.locator(".tree-explorer-viewlet-tree-view .monaco-list-row", { hasText: /AGX/ }).first().waitFor(patience);
  await page.locator(".pane-body .message", { hasText: /Looking through/ }).waitFor({ state: "hidden" });
  await take();
}

async function time(page, take) {
  await openFile(page, "resnet50.py");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await runCommand(page, "Latency Lens: Breakdown by Layer");
  await panelPage(page).locator(".chart .bar").first().waitFor(patience);
  await take("panel-time");
  await runCommand(page, "View: Close All Editors");
}

async function compare(page, take) {
  await openFile(page, "resnet50.py");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await runCommand(page, "Latency Lens: Compare on TX2");
  await panelPage(page).locator(".verdict").first().waitFor(patience);
  await take("panel-compare");
  await runCommand(page, "View: Close All Editors");
}

async function whatIf(page, take) {
  await openFile(page, "resnet50.py");
  await lens(page, /AGX.*TX2/).waitFor(patience);
  await runCommand(page, "Latency Lens: What If the Network Were Larger or Smaller?");
  await panelPage(page).getByLabel("input_shape", { exact: true }).waitFor(patience);
  await panelPage(page).locator(".chart svg").first().waitFor(patience);
  await take("panel-what-if");
  await runCommand(page, "View: Close All Editors");
}

async function reasons(page, take) {
  await openFile(page, "open_size.py");
  const item = statusItem(page, /no estimate: why\?/);
  await item.waitFor(patience);
  await item.click();
  await page.locator(".quick-input-list .monaco-list-row").first().waitFor(patience);
  await take();
  await page.keyboard.press("Escape");
}
