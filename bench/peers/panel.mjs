// From the panel's data to its first picture, in headless Chromium, each in a page that is opened for it; beside it a plain table of the same
// layers. Prints JSON: {network: {panel: [{wall, thread}, …], table: [{wall, thread}, …]}}, milliseconds that pass and those of the page's thread.
//   node bench/peers/panel.mjs TIMES NETWORK …            (needs a finished build; NETWORK: of zoo/keras)
import path from "node:path";
import { loadSources, root, withBrowser } from "../../test/panel/frame.mjs";

const [times, ...networks] = process.argv.slice(2);
const sources = await loadSources();
const environment = await sources.environmentOf(path.join(root, "dist"));
const found = {};
await withBrowser(sources, async (open, openBlank) => {
  for (const name of networks) {
    const messages = sources.messagesOf(environment, path.join(root, "zoo/keras", `${name}.py`), null);
    found[name] = { panel: [], table: [] };
    for (let time = 0; time < Number(times); time++) {
      const { page } = await open({ theme: "dark", width: 800, messages, state: { tab: "time" }, held: true });
      found[name].panel.push(await measure(page));
      const blank = await openBlank({ width: 800 });
      await blank.evaluate(prepareTable, messages[0].panel);
      found[name].table.push(await measure(blank));
    }
  }
});
console.log(JSON.stringify(found));

/** Calls the page's `send` and waits for `drawnAt`. */
async function measure(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const before = await threadMs(session);
  await page.evaluate(() => window.send());
  await page.waitForFunction(() => window.drawnAt !== null);
  const wall = await page.evaluate(() => window.drawnAt - window.sentAt);
  const thread = (await threadMs(session)) - before;
  await page.close();
  return { wall, thread };
}

async function threadMs(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
}

/** The least that a page does to show what the tab Layers has. */
function prepareTable(data) {
  window.drawnAt = null;
  window.addEventListener("message", (event) => {
    const rows = event.data.layers.map(
      ({ name, class: kind, output, times: figures }) =>
        `<tr><td>${name}<td>${figures.map((figure) => figure?.text).join("<td>")}<td>${output}<td>${kind}`,
    );
    document.body.innerHTML = `<table>${rows.join("")}</table>`;
    requestAnimationFrame(() => setTimeout(() => (window.drawnAt = performance.now())));
  });
  window.send = () => {
    window.sentAt = performance.now();
    window.postMessage(data, "*");
  };
}
