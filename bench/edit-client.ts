/** The editor's half of the measurement of edits, in a thread of its own: its work is none of the server's. */
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { PassThrough, Writable } from "node:stream";
import { parentPort, workerData } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { TextDocument } from "vscode-languageserver-textdocument";
import { LanguageClient } from "../test/support/language-client";
import { ROOT } from "../test/support/paths";
import { RandomEdits } from "./random-edits";

const SEED = 1;

/** What is edited, and how often. */
export interface Session {
  /** Within zoo/keras, as if it lay there: its imports are followed. */
  readonly file: string;
  /** Before the edits that count, for an editing session, not its first seconds: the compiler of Node is done by then. */
  readonly warmUp: number;
  readonly edits: number;
}

/** What the two threads tell each other: protocol bytes, and before and after every edit a request to note the time. */
export type Message =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "mark" }
  | { readonly kind: "failed"; readonly why: string };

/** Makes the edits one after the other, each with the answers that an editor asks for. */
export async function makeEdits(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error("the edits are made by a thread of the measurement");
  try {
    await editThrough(port);
  } catch (error) {
    tell(port, { kind: "failed", why: error instanceof Error ? error.message : String(error) });
  }
  port.close();
}

async function editThrough(port: MessagePort): Promise<void> {
  const fromServer = new PassThrough();
  const marks: (() => void)[] = [];
  port.on("message", (message: Message) => {
    if (message.kind === "bytes") fromServer.write(message.bytes);
    else marks.shift()?.();
  });
  const mark = (): Promise<void> => {
    const noted = new Promise<void>((resolve) => marks.push(resolve));
    tell(port, { kind: "mark" });
    return noted;
  };
  const client = await LanguageClient.connect(fromServer, bytesTo(port));
  const { file, warmUp, edits: counted } = workerData as Session;
  const place = path.join(ROOT, "zoo/keras", file);
  const uri = pathToFileURL(place).href;
  const text = fs.readFileSync(place, "utf8");
  await client.open(uri, text);
  const document = TextDocument.create(uri, "python", 0, text);
  const edits = new RandomEdits(SEED);
  for (let index = 0; index < warmUp + counted; index++) {
    const made = edits.next(document);
    TextDocument.update(document, [made], index + 1);
    await mark();
    await client.edit(uri, made.range, made.text);
    const [lenses, hints] = await Promise.all([client.lenses(uri), client.hints(uri)]);
    await mark();
    if (lenses.length === 0 && hints.length === 0) throw new Error(`edit ${index} left nothing to show`);
  }
  await client.stop();
  if (document.getText() !== text) throw new Error("the edits were not taken back");
}

function bytesTo(port: MessagePort): Writable {
  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      tell(port, { kind: "bytes", bytes: new Uint8Array(chunk) });
      done();
    },
  });
}

function tell(port: MessagePort, message: Message): void {
  port.postMessage(message);
}
