// Installs what a window without a desktop needs: code-server with its Node 24 (from npm) and Chromium (from Debian).
//   node test/host/setup.mjs
// Nothing is compiled and no install script runs. A second call does nothing unless the lockfile changed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { chromiumPath, hostFolder, packageFolder } from "./code-server.mjs";

/** `chromium: false` leaves the browser out, for a window that a person opens in a browser of their own. */
export function setUpHost({ chromium = true } = {}) {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error("The window without a desktop is made for Linux on x64; elsewhere VS Code itself runs the tests.");
  // What drives the browser lies with the present code-server, whichever one serves the window.
  for (const folder of new Set([hostFolder, packageFolder])) installPackages(folder);
  if (chromium) installChromium();
}

function installPackages(packages) {
  const stamp = path.join(packages, "node_modules/.installed");
  const wanted = createHash("sha256")
    .update(fs.readFileSync(path.join(packages, "package-lock.json")))
    .digest("hex");
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === wanted) return;
  // code-server leaves the dependencies of VS Code and of its built-in extensions to its postinstall script,
  // which would also compile native modules; none of them is needed here.
  const vscode = path.join(packages, "node_modules/code-server/lib/vscode");
  installFolder(packages, "ci");
  // "install": the shrinkwrap files that code-server ships are not complete enough for "ci".
  for (const folder of [vscode, path.join(vscode, "extensions")]) installFolder(folder, "install");
  fs.writeFileSync(stamp, wanted);
}

function installFolder(folder, command) {
  const name = path.relative(path.dirname(hostFolder), folder);
  console.log(`Installing the packages of ${name} …`);
  const args = [command, "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stderr, error } = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm ${command} failed in ${name}:\n${error?.message ?? stderr.slice(0, 2000)}`);
}

function installChromium() {
  if (fs.existsSync(chromiumPath)) return;
  const install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"];
  const byHand = `Chromium is missing (${chromiumPath}). Install it: sudo ${install.join(" ")}`;
  const isRoot = process.getuid() === 0;
  const prefix = isRoot ? [] : ["sudo", "-n"];
  const mayInstall = isRoot || spawnSync("sudo", ["-n", "true"]).status === 0;
  if (!mayInstall || spawnSync("apt-get", ["--version"]).status !== 0) throw new Error(byHand);
  console.log("Installing chromium …");
  const apt = (command) => {
    const [program, ...args] = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", ...command];
    return spawnSync(program, args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
  };
  // The package lists of a fresh machine are empty or old; only then are they fetched.
  const installed = apt(install) || (apt(["apt-get", "update"]) && apt(install));
  if (!installed || !fs.existsSync(chromiumPath)) throw new Error(byHand);
}

if (process.argv[1] === import.meta.filename) {
  try {
    setUpHost();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
