// The packaged extension in a code-server of its own, behind a headless browser: what every script that takes pictures starts from.
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
import { patience } from "./window-parts.mjs";

export const projectRoot = path.resolve(import.meta.dirname, "../..");
const shots = path.join(projectRoot, "shots");

/**
 * `fill` lays out the workspace in a folder that is called "demo", so that no picture shows a path of this machine.
 * `settings`: those of the user in place of the quiet ones of settings.json. `restricted`: workspaces are not trusted.
 * Returns { workspace, extensions (folders), use(work) }. `use` hands `work` a page and `open(file)`, and ends the process: with 1
 * where `work` throws, whose message it prints.
 */
export async function startInstalledWindow({ fill, settings, restricted = false }) {
  setUpHost();
  const installation = createInstallation({ settings });
  process.once("exit", () => installation.remove());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));
  const workspace = path.join(installation.folder, "demo");
  fs.mkdirSync(workspace);
  fill(workspace);
  const vsix = path.join(installation.folder, "latency-lens.vsix");
  packVsix(vsix);
  installVsix(installation, vsix);
  const server = await startCodeServer(installation, { restricted });
  // Imported late: the set-up installs it.
  const browser = await launchChromium(await import("playwright-core"));
  const use = async (work) => {
    let status = 0;
    try {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      await work(page, async (file) => {
        await page.goto(windowUrl(server, workspace, [["openFile", remoteUri(server, file)]]));
        await page.locator(".monaco-editor .view-lines").first().waitFor(patience);
      });
    } catch (error) {
      console.error(error.message);
      status = 1;
    }
    await browser.close();
    process.exit(status);
  };
  return { workspace, extensions: installation.extensions, use };
}

/** Takes a picture of the window into shots/. */
export async function shoot(page, name) {
  const file = path.join(shots, `${name}.png`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await page.screenshot({ path: file });
  console.log(`→ shots/${name}.png`);
}

export function removeShots() {
  fs.rmSync(shots, { recursive: true, force: true });
}
