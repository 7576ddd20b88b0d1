/** The chain over Debian's own sshd. `npm test` unpacks it and says where it lies (LATENCY_LENS_OPENSSH_SERVER). */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { analyseNetworks } from "../../../server/src/analysis/analysis";
import type { BoardAddress } from "../../../server/src/board/remote/address";
import { runOnBoard } from "../../../server/src/board/remote/board-run";
import { SshLine } from "../../../server/src/board/remote/line";
import { networkToRun } from "../../../server/src/board/remote/network-to-run";
import { RememberedRuns } from "../../../server/src/board/remote/remembered-runs";
import { wait } from "../../../server/src/board/remote/wait";
import { loadEnvironment } from "../../../server/src/node/environment";
import { ROOT } from "../../support/paths";
import { whyNoBoard } from "../../support/board/test-board";

/** The bundle of this test lies in a folder of the one that holds `wasm/` and `models/`. */
const RESOURCES = path.resolve(__dirname, "..");
const NET = `from tensorflow import keras

def net(input_shape=(64, 64, 3)):
    image = keras.Input(input_shape)
    return keras.Model(image, keras.layers.Conv2D(32, 3)(keras.layers.Conv2D(32, 3)(image)))
`;

function whyNoServer(): string | null {
  if (process.env["LATENCY_LENS_OPENSSH_SERVER"] === undefined) return "Debian's sshd is not here";
  // A space of its own, in which alone there is an account for sshd.
  if (spawnSync("unshare", ["-m", "true"]).status !== 0) return "only root may give sshd its account";
  return whyNoBoard();
}

class DebianServer {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-sshd-"));
  readonly home = this.at("home");
  readonly address: BoardAddress = {
    name: "lab",
    host: "board",
    port: null,
    python: null,
    sudo: false,
    config: this.at("config"),
  };
  private process: ChildProcess | null = null;

  async start(): Promise<void> {
    fs.mkdirSync(this.home);
    fs.writeFileSync(this.at("home/mode"), "MAXN 0");
    fs.writeFileSync(this.at("home/truth.json"), '{"ms":1.5}');
    for (const name of ["host", "user"])
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", this.at(name)]);
    const accounts = [`root:x:0:0::${this.home}:/bin/sh`, "sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin"];
    fs.writeFileSync(this.at("passwd"), `${accounts.join("\n")}\n`);
    const port = await freePort();
    const standIns = path.join(ROOT, "test/support/board");
    const variables = `PATH=${standIns}/bin:${process.env["PATH"] ?? "/usr/bin:/bin"} PYTHONPATH=${standIns}/python`;
    this.write("sshd_config", [
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${this.at("host")}`,
      `AuthorizedKeysFile ${this.at("user.pub")}`,
      "PermitRootLogin prohibit-password",
      "StrictModes no",
      "UsePAM no",
      "PidFile none",
      `SetEnv ${variables}`,
    ]);
    this.write("known", [`[127.0.0.1]:${port} ${fs.readFileSync(this.at("host.pub"), "utf8").trim()}`]);
    this.write("config", [
      "Host board",
      "  HostName 127.0.0.1",
      `  Port ${port}`,
      "  User root",
      `  IdentityFile ${this.at("user")}`,
      "  IdentitiesOnly yes",
      `  UserKnownHostsFile ${this.at("known")}`,
      "  GlobalKnownHostsFile /dev/null",
    ]);
    await this.run();
  }

  async run(): Promise<void> {
    const root = process.env["LATENCY_LENS_OPENSSH_SERVER"] ?? "/";
    const sshd = path.join(root, "usr/sbin/sshd");
    const script =
      'mount --bind "$1" /etc/passwd && mount -t tmpfs none /run && mkdir /run/sshd && exec "$2" -D -e -f "$3"';
    const child = spawn("unshare", ["-m", "sh", "-c", script, "sh", this.at("passwd"), sshd, this.at("sshd_config")], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, LD_LIBRARY_PATH: path.join(root, "usr/lib/x86_64-linux-gnu") },
    });
    this.process = child;
    let said = "";
    for await (const part of child.stderr as AsyncIterable<Buffer>) {
      said += part.toString();
      if (said.includes("Server listening")) break;
    }
    assert.match(said, /Server listening/);
  }

  /** With every line that it holds. */
  async stop(): Promise<void> {
    const { process: child } = this;
    if (child?.pid === undefined) return;
    const ended = once(child, "exit");
    spawnSync("pkill", ["-KILL", "-P", String(child.pid)]);
    child.kill("SIGKILL");
    await ended;
  }

  private at(name: string): string {
    return path.join(this.folder, name);
  }

  private write(name: string, lines: readonly string[]): void {
    fs.writeFileSync(this.at(name), `${lines.join("\n")}\n`, { mode: 0o600 });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe("a network over Debian's sshd", () => {
  it("is measured although the server is gone for six seconds", async function () {
    const why = whyNoServer();
    if (why !== null) {
      console.log(`      skipped: ${why}`);
      this.skip();
    }
    const environment = await loadEnvironment(RESOURCES);
    const input = { uri: "file:///m.py", version: null, text: NET, inputShape: null, cancelled: () => false };
    const [network] = analyseNetworks(environment, { ...input, withTopologies: true }).networks;
    assert.ok(network !== undefined);
    const wanted = networkToRun(network);
    if ("kind" in wanted) assert.fail(wanted.why);
    const server = new DebianServer();
    try {
      await server.start();
      fs.writeFileSync(path.join(server.home, "slow.json"), '{"seconds":0.02}');
      const gone = { waitedMs: 0 };
      const outcome = await runOnBoard(server.address, wanted, {
        line: new SshLine(server.address),
        runs: new RememberedRuns(server.folder),
        runner: fs.readFileSync(path.join(ROOT, "server/board-runner/runner.py")),
        now: () => new Date(),
        progress: () => undefined,
        cancelled: new AbortController().signal,
        wait: async (ms, signal) => {
          if (gone.waitedMs === 0) await server.stop();
          gone.waitedMs += ms;
          if (gone.waitedMs === 6000) await server.run();
          await wait(ms / 10, signal);
        },
      });
      if (outcome.kind !== "measured") assert.fail(outcome.why);
      assert.ok(gone.waitedMs >= 6000, `${gone.waitedMs} ms`);
      assert.ok(Math.abs(outcome.row.ms / 1.5 - 1) < 1e-3, `${outcome.row.ms} ms`);
      assert.deepEqual(fs.readdirSync(server.home).sort(), ["mode", "slow.json", "truth.json"]);
    } finally {
      await server.stop();
      fs.rmSync(server.folder, { recursive: true, force: true });
    }
  });
});
