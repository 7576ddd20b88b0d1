/** The connection to a board: scripts go over, what they print comes back. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { BoardAddress } from "./address";
import { forLoginShell } from "./shell";

export interface Call {
  /** What the script reads. */
  readonly input?: Uint8Array;
  /** More than so many bytes of output end the call. */
  readonly most?: number;
  readonly timeoutMs?: number;
}

export type Answer =
  | { readonly kind: "answer"; readonly status: number; readonly output: Uint8Array }
  /** The board cannot be reached as things are: nobody needs to try again. `why` is a whole sentence. */
  | { readonly kind: "refused"; readonly why: string }
  /** The line broke: another attempt may do. */
  | { readonly kind: "lost"; readonly why: string };

export interface Line {
  run(script: string, call?: Call): Promise<Answer>;
}

/** What a script prints but for files that are fetched. */
const USUAL_OUTPUT = 1024 * 1024;
const USUAL_TIMEOUT_MS = 60_000;
/** Of ssh itself: a script of ours never ends with it. */
const SSH_FAILED = 255;

const OPTIONS = [
  // No question is asked: nobody could answer it.
  "BatchMode=yes",
  "StrictHostKeyChecking=yes",
  "ConnectTimeout=10",
  "ServerAliveInterval=5",
  "ServerAliveCountMax=3",
  "ForwardAgent=no",
  "ClearAllForwardings=yes",
];

export class SshLine implements Line {
  readonly #arguments: readonly string[];

  constructor(
    private readonly address: BoardAddress,
    private readonly program = "ssh",
  ) {
    const { config, port } = address;
    const shared = sharedConnection();
    this.#arguments = [
      ...(config === null ? [] : ["-F", config]),
      ...(port === null ? [] : ["-p", String(port)]),
      ...[...OPTIONS, ...shared].flatMap((option) => ["-o", option]),
      "-T",
    ];
  }

  run(script: string, { input, most = USUAL_OUTPUT, timeoutMs = USUAL_TIMEOUT_MS }: Call = {}): Promise<Answer> {
    return new Promise((resolve) => {
      const command = [...this.#arguments, "--", this.address.host, forLoginShell(script)];
      const child = spawn(this.program, command, { stdio: "pipe", windowsHide: true });
      const output: Uint8Array[] = [];
      let size = 0;
      let errors = "";
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        child.kill();
      }, timeoutMs);
      child.stdout.on("data", (part: Buffer) => {
        size += part.length;
        if (size > most) child.kill();
        else output.push(part);
      });
      child.stderr.on("data", (part: Buffer) => (errors = (errors + part.toString()).slice(-MOST_ERRORS)));
      // The script may end before it has read everything.
      child.stdin.on("error", () => undefined);
      child.stdin.end(input);
      child.on("error", (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        if (error.code === "ENOENT") resolve({ kind: "refused", why: NO_SSH });
        else resolve({ kind: "refused", why: `ssh cannot be started (${error.code ?? error.message}).` });
      });
      child.on("close", (status) => {
        clearTimeout(timer);
        if (size > most) resolve({ kind: "refused", why: `The board sent more than ${most} bytes.` });
        else if (isLate || status === null)
          resolve({ kind: "lost", why: `${this.address.host} did not answer in time.` });
        else if (status === SSH_FAILED) resolve(failure(this.address, errors));
        else resolve({ kind: "answer", status, output: Buffer.concat(output) });
      });
    });
  }
}

const MOST_ERRORS = 4000;
const NO_SSH = "There is no ssh on this machine: install OpenSSH's client.";

/** What ssh says when another attempt would end the same way, and what helps. */
const FINAL: readonly (readonly [RegExp, (address: BoardAddress) => string])[] = [
  [
    /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|host key is known/i,
    ({ host }) =>
      `ssh does not know the key of ${host}, or it has changed. Log in once in a terminal (ssh ${host}) and compare the key.`,
  ],
  [
    /Permission denied|Too many authentication failures|no such identity/i,
    ({ host }) => `${host} lets nobody in without a password. Put your key there: ssh-copy-id ${host}`,
  ],
  [/Could not resolve hostname/i, ({ host }) => `There is no host ${host}.`],
  [
    /Bad configuration option|terminating, \d+ bad|Can't open user config file|Bad owner or permissions/i,
    () => "ssh cannot read its configuration.",
  ],
];

function failure(address: BoardAddress, errors: string): Answer {
  const known = FINAL.find(([sign]) => sign.test(errors));
  if (known !== undefined) return { kind: "refused", why: known[1](address) };
  const last = errors.trim().split("\n").at(-1)?.trim() ?? "";
  return { kind: "lost", why: `${address.host} does not answer${last === "" ? "" : ` (${last})`}.` };
}

/** A call takes a tenth of the time where one connection is kept for all; it ends by itself. */
const KEPT_SECONDS = 15;
/** A socket's path has at most 104 characters: ssh's own part of it has 58. */
const LONGEST_FOLDER = 45;

/** Nothing where the system's ssh cannot do it, or the folder is not ours alone. */
function sharedConnection(): readonly string[] {
  const user = process.getuid?.();
  if (user === undefined) return [];
  const folder = path.join(os.tmpdir(), `latency-lens-ssh-${user}`);
  if (folder.length > LONGEST_FOLDER || !/^[\w./-]+$/.test(folder)) return [];
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = fs.lstatSync(folder);
    const isOurs = fs.lstatSync(folder).isDirectory() && uid === user && (mode & 0o077) === 0;
    if (!isOurs) return [];
  } catch {
    return [];
  }
  return ["ControlMaster=auto", `ControlPath=${folder}/%C`, `ControlPersist=${KEPT_SECONDS}`];
}
