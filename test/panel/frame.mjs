// The panel's page in Chromium as VS Code shows it: the extension's own HTML and policy, a theme's variables, messages.
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { loadBundle } from "../host/bundle.mjs";
import { chromiumPath, packageFolder } from "../host/code-server.mjs";
import { setUpHost } from "../host/setup.mjs";

export const root = path.resolve(import.meta.dirname, "../..");
export const themes = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, "themes.json"), "utf8"));
const kinds = {
  dark: "vscode-dark",
  light: "vscode-light",
  "hc-black": "vscode-high-contrast",
  "hc-light": "vscode-high-contrast-light",
};
const types = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8" };

/** What makes the data, and the producer of the page. */
export function loadSources() {
  return loadBundle('export * from "./test/panel/networks"; export * from "./client/src/panels/html";');
}

/** Chromium and a server of the page; `use` gets a function that opens the page, and one that opens an empty one. */
export async function withBrowser(sources, use) {
  setUpHost();
  const { chromium } = createRequire(path.join(packageFolder, "package.json"))("playwright-core");
  const server = http.createServer((request, response) => answer(sources, request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    await use(
      (options) => openPage(browser, server.address().port, options),
      ({ width, height = 900 }) => browser.newPage({ viewport: { width, height } }),
    );
  } finally {
    await browser.close();
    server.close();
  }
}

function answer(sources, { url }, response) {
  const { pathname } = new URL(url, "http://panel");
  if (pathname === "/") {
    const html = sources.panelHtml({
      title: "Latency Lens",
      cspSource: `http://127.0.0.1:${response.socket.localPort}`,
      nonce: randomBytes(16).toString("hex"),
      script: "panel.js",
      style: "panel.css",
    });
    response.writeHead(200, { "content-type": types[".html"] }).end(html);
    return;
  }
  const file = path.join(root, "dist/webview", path.basename(pathname));
  const type = types[path.extname(file)];
  if (type === undefined || !fs.existsSync(file)) response.writeHead(404).end();
  else response.writeHead(200, { "content-type": type }).end(fs.readFileSync(file));
}

/** `held`: the messages are sent by `window.send()`. */
async function openPage(browser, port, { theme, width, height = 900, messages, state = null, held = false }) {
  const page = await browser.newPage({ viewport: { width, height } });
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("404")) errors.push(message.text());
  });
  // What VS Code's frame does before the page runs; a script of the debugger is subject to no policy.
  await page.addInitScript(frame, { variables: themes[theme], kind: kinds[theme], messages, state, held });
  await page.goto(`http://127.0.0.1:${port}/`);
  await page
    .locator(held ? "#panel p" : "#panel h1")
    .waitFor({ timeout: 10_000 })
    .catch((error) => {
      throw new Error(`${error.message}\n${errors.join("\n")}`);
    });
  return { page, errors };
}

function frame({ variables, kind, messages, state, held }) {
  window.refused = [];
  window.posted = [];
  window.kept = state;
  window.drawnAt = null;
  document.addEventListener("securitypolicyviolation", (event) => {
    window.refused.push(`${event.violatedDirective} ${event.sourceFile}:${event.lineNumber}`);
  });
  const dress = () => {
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    document.body.classList.add(kind);
  };
  // Before the page's own script, which stands at the end of its body.
  const watch = new MutationObserver(() => {
    if (document.body === null) return;
    watch.disconnect();
    dress();
  });
  watch.observe(document, { childList: true, subtree: true });
  window.acquireVsCodeApi = () => ({
    getState: () => window.kept,
    setState: (kept) => (window.kept = kept),
    postMessage: (message) => {
      window.posted.push(message);
      if (message.type === "ready" && !held) window.send();
    },
  });
  window.send = () => {
    window.sentAt = performance.now();
    for (const each of messages) window.postMessage(each, "*");
  };
  new MutationObserver(() => {
    if (window.drawnAt === null && document.querySelector(".chart svg .bar") !== null)
      requestAnimationFrame(() => setTimeout(() => (window.drawnAt ??= performance.now())));
  }).observe(document, { childList: true, subtree: true });
}
