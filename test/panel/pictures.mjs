// Pictures of every tab of the panel into shots/, in four themes and two widths.
//   node test/panel/pictures.mjs [NAME …]           (needs a finished build; NAME: networks of zoo/keras)
import fs from "node:fs";
import path from "node:path";
import { loadSources, root, themes, withBrowser } from "./frame.mjs";

const tabs = ["time", "bounds", "layers", "compare", "what-if"];
const names = process.argv.length > 2 ? process.argv.slice(2) : ["resnet50"];
const folder = path.join(root, "shots");
fs.mkdirSync(folder, { recursive: true });
const sources = await loadSources();
const environment = await sources.environmentOf(path.join(root, "dist"));
await withBrowser(sources, async (open) => {
  for (const name of names) {
    const file = fs.existsSync(name) ? name : path.join(root, "zoo/keras", `${name}.py`);
    const messages = sources.messagesOf(environment, file, null);
    for (const theme of names.indexOf(name) === 0 ? Object.keys(themes) : ["dark"])
      for (const width of [1400, 800])
        for (const tab of tabs) {
          const { page } = await open({ theme, width, messages, state: { tab } });
          await page.screenshot({
            path: path.join(folder, `panel-${path.basename(name, ".py")}-${theme}-${width}-${tab}.png`),
            fullPage: true,
          });
          await page.close();
        }
  }
});
