/** The connection to the editor, in which notebooks are documents like any other (`notebooks.ts`). */
import {
  createConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ProposedFeatures,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import type { Connection, Message, MessageReader, MessageWriter } from "vscode-languageserver/node";
import { Notebooks } from "./notebooks";

/** That of the process: the channel to the process that started it with `--node-ipc`, else its standard streams. */
export function processConnection(): Connection {
  return process.argv.includes("--node-ipc")
    ? connectionOver(new IPCMessageReader(process), new IPCMessageWriter(process))
    : streamConnection(process.stdin, process.stdout);
}

export function streamConnection(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Connection {
  return connectionOver(input, new StreamMessageWriter(output));
}

function connectionOver(input: NodeJS.ReadableStream | MessageReader, output: MessageWriter): Connection {
  const notebooks = new Notebooks();
  const handleMessage = (message: Message, next: (message: Message) => void): void => {
    for (const one of notebooks.incoming(message)) next(one);
  };
  // A stream ends the process when it ends; a reader made of it would not.
  return createConnection(
    ProposedFeatures.all,
    input as NodeJS.ReadableStream,
    translating(output, notebooks) as unknown as NodeJS.WritableStream,
    { messageStrategy: { handleMessage } },
  );
}

function translating(writer: MessageWriter, notebooks: Notebooks): MessageWriter {
  return {
    onError: writer.onError,
    onClose: writer.onClose,
    write: async (message) => {
      await Promise.all(notebooks.outgoing(message).map((one) => writer.write(one)));
    },
    end: () => {
      writer.end();
    },
    dispose: () => {
      writer.dispose();
    },
  };
}
