/** A board within the test: an ssh2 server that the system's own ssh talks to, with stand-ins for what only a Jetson has. */
import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { Server, utils, type Connection, type ServerChannel } from "ssh2";
import type { BoardAddress } from "../../../server/src/board/remote/address";
import { ROOT } from "../paths";

const STAND_INS = path.join(ROOT, "test/support/board");

/** What the chain needs of this machine; the reason where it is not there. */
export function whyNoBoard(): string | null {
  for (const program of ["ssh", "ssh-keygen", "python3", "setsid", "pkill", "sha256sum"]) {
    try {
      execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    } catch {
      return `there is no ${program}`;
    }
  }
  return null;
}

export class TestBoard {
  /** Home folder of the account. */
  readonly home: string;
  /** Of the calls, each of which is a script. */
  calls = 0;
  /** Asked before a call runs and again before its answer goes back: true cuts the line there. */
  cuts: (call: number, moment: "before" | "after") => boolean = () => false;
  readonly #folder: string;
  readonly #connections = new Set<Connection>();
  #server: Server;
  #port = 0;

  private constructor() {
    this.#folder = fs.mkdtempSync(path.join(os.tmpdir(), "latency-lens-board-"));
    this.home = path.join(this.#folder, "home");
    fs.mkdirSync(this.home);
    fs.writeFileSync(path.join(this.home, "mode"), "MAXN 0");
    for (const name of ["host", "user"])
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path.join(this.#folder, name)]);
    this.#server = this.server();
  }

  static async start(): Promise<TestBoard> {
    const board = new TestBoard();
    await board.listen();
    board.writeConfiguration("host");
    return board;
  }

  get address(): BoardAddress {
    return {
      name: "bench",
      host: "board",
      port: null,
      python: null,
      sudo: false,
      config: path.join(this.#folder, "config"),
    };
  }

  /** Milliseconds of one inference, as the stand-in nvprof records them. */
  set truth(ms: number) {
    fs.writeFileSync(path.join(this.home, "truth.json"), JSON.stringify({ ms }));
  }

  write(name: string, text: string): void {
    fs.writeFileSync(path.join(this.home, name), text);
  }

  /** What is there beside what the tests put there. */
  left(): readonly string[] {
    return fs.readdirSync(this.home).filter((name) => !/^(mode|\w+\.json|no-permission)$/.test(name));
  }

  /** Command lines of what runs in the home folder. */
  processes(): readonly string[] {
    return fs.readdirSync("/proc").flatMap((id) => {
      try {
        if (!/^\d+$/.test(id) || !fs.readlinkSync(`/proc/${id}/cwd`).startsWith(this.home)) return [];
        return [fs.readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ")];
      } catch {
        return [];
      }
    });
  }

  /** Nobody answers any more, and all lines break. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cutAll();
    await closed;
  }

  async startAgain(): Promise<void> {
    this.#server = this.server();
    await this.listen();
  }

  async end(): Promise<void> {
    await this.stop();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  /** ssh then knows another key than the board shows. */
  changeHostKey(): void {
    this.writeConfiguration("user");
  }

  private cutAll(): void {
    for (const connection of this.#connections) connection.end();
  }

  private listen(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.listen(this.#port, "127.0.0.1", () => {
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  private writeConfiguration(hostKey: "host" | "user"): void {
    const at = (name: string): string => path.join(this.#folder, name);
    fs.writeFileSync(at("known"), `[127.0.0.1]:${this.#port} ${fs.readFileSync(at(`${hostKey}.pub`), "utf8")}`);
    const lines = [
      "Host board",
      "  HostName 127.0.0.1",
      `  Port ${this.#port}`,
      "  User tester",
      `  IdentityFile ${at("user")}`,
      "  IdentitiesOnly yes",
      `  UserKnownHostsFile ${at("known")}`,
      "  GlobalKnownHostsFile /dev/null",
    ];
    fs.writeFileSync(at("config"), `${lines.join("\n")}\n`, { mode: 0o600 });
  }

  private server(): Server {
    const hostKeys = [fs.readFileSync(path.join(this.#folder, "host"))];
    const user = utils.parseKey(fs.readFileSync(path.join(this.#folder, "user.pub")));
    if (user instanceof Error) throw user;
    const [allowed] = [user].flat();
    return new Server({ hostKeys }, (connection) => {
      this.#connections.add(connection);
      connection.on("close", () => this.#connections.delete(connection));
      connection.on("error", () => undefined);
      connection.on("authentication", (context) => {
        const isKey = context.method === "publickey" && allowed !== undefined && context.key.algo === allowed.type;
        const isOurs = isKey && context.key.data.equals(allowed.getPublicSSH());
        const { signature, blob } = isOurs ? context : { signature: undefined, blob: undefined };
        const isSigned = signature === undefined || blob === undefined || allowed?.verify(blob, signature) === true;
        if (isOurs && isSigned) context.accept();
        else context.reject(["publickey"]);
      });
      connection.on("session", (accept) => {
        accept().on("exec", (acceptCommand, _reject, { command }) => {
          this.run(command, acceptCommand(), connection);
        });
      });
    });
  }

  private run(command: string, channel: ServerChannel, connection: Connection): void {
    const call = ++this.calls;
    if (this.cuts(call, "before")) {
      connection.end();
      return;
    }
    const child = spawn("sh", ["-c", command], { cwd: this.home, env: this.environment() });
    channel.pipe(child.stdin);
    child.stdin.on("error", () => undefined);
    child.stdout.pipe(channel, { end: false });
    channel.on("close", () => child.kill());
    child.stderr.pipe(channel.stderr, { end: false });
    child.on("close", (status) => {
      if (this.cuts(call, "after")) {
        connection.end();
        return;
      }
      channel.exit(status ?? 255);
      channel.end();
    });
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      HOME: this.home,
      PATH: `${path.join(STAND_INS, "bin")}:${process.env["PATH"] ?? "/usr/bin:/bin"}`,
      PYTHONPATH: path.join(STAND_INS, "python"),
    };
  }
}
