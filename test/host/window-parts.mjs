// The parts of a VS Code window as a person finds them: what is written in it, and the ways to act on it.
import fs from "node:fs";

export const patience = { timeout: 60_000 };

export function lens(page, pattern) {
  return visible(page, ".codelens-decoration", pattern).first();
}

export function hint(page, pattern) {
  return visible(page, ".monaco-editor .view-line span > span", pattern).last();
}

/** Without what the window keeps of editors and lines that are not in view. */
export function visible(page, selector, pattern) {
  return page.locator(`${selector}:visible`, { hasText: pattern });
}

/** Rests the mouse on `word` in the line that holds `lineText`, and reads what comes up. */
export async function hoverText(page, lineText, word, pattern) {
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

/** Rests the mouse on a place of the open file (line and column from 1), and reads what comes up. */
export async function hoverAt(page, line, column) {
  await goToLine(page, `${line},${column}`);
  const caret = await page.locator(".monaco-editor.focused .cursors-layer .cursor").first().boundingBox();
  if (caret === null) throw new Error(`Line ${line}, column ${column} is not in view.`);
  await page.mouse.move(5, 5);
  await page.mouse.move(caret.x + 3, caret.y + caret.height / 2, { steps: 5 });
  const hover = page.locator(".monaco-hover:visible").first();
  await hover.waitFor({ timeout: 15_000 });
  await hover.getByText("Loading").waitFor({ state: "hidden" });
  return hover.innerText();
}

/** Selects `from` in a line with the find widget, types `to` over it. */
export async function replaceInLine(page, lineText, from, to) {
  await page.locator(".monaco-editor .view-line", { hasText: lineText }).first().click();
  await page.keyboard.press("Home");
  await page.keyboard.press("Control+F");
  await page.keyboard.type(from);
  await page.keyboard.press("Escape");
  await page.keyboard.type(to);
}

/** Puts the cursor on the first line of the open file that holds `text`, in the middle of the window. */
export async function goTo(page, file, text) {
  const lines = fs.readFileSync(file, "utf8").split("\n");
  await goToLine(page, lines.findIndex((line) => line.includes(text)) + 1);
}

/** `place`: a line from 1, or "line,column". */
export async function goToLine(page, place) {
  await page.locator(".monaco-editor .view-lines").first().click();
  await page.keyboard.press("Control+G");
  await page.locator(".quick-input-widget input").fill(`:${place}`);
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

export async function runCommand(page, name) {
  await page.keyboard.press("F1");
  await pick(page, `>${name}`, name);
}

/** Runs a command that opens something, a question, a panel or a message, and reads it. */
export async function openByCommand(page, name) {
  await page.keyboard.press("F1");
  const input = page.locator(".quick-input-widget input").first();
  await input.fill(`>${name}`);
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: name }).first().waitFor(patience);
  await page.keyboard.press("Enter");
  await poll(async () =>
    !(await input.isVisible()) || !(await input.inputValue()).startsWith(">") ? true : undefined,
  );
  const found = [
    panelPage(page).locator("tbody tr").first(),
    page.locator(".quick-input-widget:visible"),
    page.locator(".notification-toast:visible").first(),
  ].map(async (locator, index) => {
    await locator.waitFor(patience);
    return index === 0 ? panelPage(page).locator("body").innerText() : locator.innerText();
  });
  return Promise.any(found).catch(() => {
    throw new Error(`${name} opened nothing.`);
  });
}

export async function openFile(page, name) {
  await page.keyboard.press("Control+P");
  await pick(page, name, name);
  await page.locator(".tab.active", { hasText: name }).waitFor(patience);
}

export async function pick(page, typed, row) {
  await page.locator(".quick-input-widget input").fill(typed);
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: row }).first().waitFor(patience);
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

export async function poll(probe) {
  const deadline = Date.now() + patience.timeout;
  while (Date.now() < deadline) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The window did not change in time.");
}

/** The page inside the webview that is open. */
export function panelPage(page) {
  return page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
}

export function statusItem(page, pattern) {
  return page.locator(".statusbar-item", { hasText: pattern }).first();
}

/** Waits until the cursor of the active editor is on the line (from 1). */
export async function cursorOn(page, line) {
  await statusItem(page, new RegExp(`Ln ${line},`)).waitFor(patience);
}
