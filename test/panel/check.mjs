// Every tab of the panel in four themes: what the policy refuses, what axe finds, errors of the script, text of the source as markup.
//   node test/panel/check.mjs [THEME …] [--results FILE]        (needs a finished build)
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import { loadSources, root, themes, withBrowser } from "./frame.mjs";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { results: { type: "string" } } });
const tabs = ["time", "bounds", "layers", "compare", "what-if"];
const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const hostile = `"'><img src=x onerror=1>&`;
const counts = { passed: 0, failed: 0, skipped: 0 };

const sources = await loadSources();
const environment = await sources.environmentOf(path.join(root, "dist"));
const messages = sources.messagesOf(environment, path.join(root, "zoo/keras/vgg16.py"), 20);
await withBrowser(sources, async (open) => {
  for (const theme of positionals.length > 0 ? positionals : Object.keys(themes))
    for (const tab of tabs) await checkTab(open, theme, tab);
  for (const tab of tabs) {
    const benign = await shapeOf(open, tab, "word");
    check(
      `${tab}: no text is markup`,
      (await shapeOf(open, tab, hostile)) === benign ? [] : ["another element or attribute"],
    );
  }
});
if (values.results) fs.writeFileSync(values.results, JSON.stringify(counts));
console.log(`panel: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed > 0 ? 1 : 0);

async function checkTab(open, theme, tab) {
  const { page, errors } = await open({ theme, width: 800, messages, state: { tab } });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  const refused = await page.evaluate(() => window.refused);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  check(`${theme}, ${tab}`, [
    ...refused.map((text) => `refused by the policy: ${text}`),
    ...violations.map(({ id, nodes }) => `axe: ${id}: ${nodes[0].html.slice(0, 160)}`),
    ...errors,
    ...(wide ? ["scrolls sideways"] : []),
  ]);
  await page.close();
}

/** Elements and the names of their attributes, with every text of the data replaced. */
async function shapeOf(open, tab, text) {
  const changed = sources.everyText(messages, () => text);
  const { page } = await open({ theme: "dark", width: 800, messages: changed, state: { tab } });
  const shape = await page.evaluate(() =>
    [...document.querySelectorAll("#panel *")]
      .filter(({ localName }) => localName !== "tspan")
      .map((element) => `${element.localName} ${element.getAttributeNames().sort().join(" ")}`)
      .join("\n"),
  );
  await page.close();
  return shape;
}

function check(name, faults) {
  counts[faults.length === 0 ? "passed" : "failed"] += 1;
  console.log(`${faults.length === 0 ? "✔" : "✘"} ${name}${faults.map((fault) => `\n    ${fault}`).join("")}`);
}
