/** The requests of *What if*. A slider asks many questions: a new one ends the one before. */
import type { CancellationToken, Connection } from "vscode-languageserver";
import { LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { WHAT_IF_EDIT_REQUEST, WHAT_IF_REQUEST } from "../../../protocol/requests";
import type { WhatIfEditParams, WhatIfEditResult, WhatIfParams, WhatIfResult } from "../../../protocol/what-if";
import type { DocumentText } from "../ide/tasks";
import type { Background, Outcome, Running } from "./background";
import type { Wall } from "./wall";

export interface WhatIfHost {
  readonly background: Background;
  /** The document as it is now; null where it is not open. */
  readonly document: (uri: string) => DocumentText | null;
  readonly wall: Wall;
}

const NOT_OPEN = { kind: "nothing", why: "The file is not open." } as const;

export function answerWhatIf(connection: Connection, host: WhatIfHost): void {
  let running: Running<WhatIfResult> | null = null;
  connection.onRequest(WHAT_IF_REQUEST, async (params: WhatIfParams, token: CancellationToken) => {
    running?.cancel();
    const document = host.document(params.target.uri);
    if (document === null) return NOT_OPEN;
    running = host.background.run("whatIf", { document, params });
    return answered(host, running, token);
  });
  connection.onRequest(WHAT_IF_EDIT_REQUEST, async (params: WhatIfEditParams, token: CancellationToken) => {
    const document = host.document(params.target.uri);
    if (document === null) return NOT_OPEN;
    return answered<WhatIfEditResult>(host, host.background.run("whatIfEdit", { document, params }), token);
  });
}

type Nothing = Extract<WhatIfResult, { kind: "nothing" }>;

async function answered<T>(
  { wall }: WhatIfHost,
  { outcome, cancel }: Running<T>,
  token: CancellationToken,
): Promise<T | Nothing | ResponseError> {
  token.onCancellationRequested(cancel);
  const ended: Outcome<T> = await outcome;
  switch (ended.kind) {
    case "done":
      return ended.result;
    case "cancelled":
      return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
    case "stopped":
      return { kind: "nothing", why: `This file takes more than ${ended.after} to evaluate.` };
    case "failed":
      wall.report("what if", ended.error);
      return { kind: "nothing", why: "A fault of Latency Lens itself; “Latency Lens: Show Log” has the details." };
  }
}
