/** The command line in this process. */
import { main } from "../../cli/main";

export interface Run {
  readonly status: number;
  readonly out: string;
  readonly errors: string;
}

/** What the command line prints, and its exit status. */
export async function captured(argv: readonly string[], resources: string): Promise<Run> {
  const written = { out: "", errors: "" };
  const { stdout, stderr } = process;
  const [writeOut, writeError] = [stdout.write.bind(stdout), stderr.write.bind(stderr)];
  stdout.write = (text: string | Uint8Array): boolean => ((written.out += String(text)), true);
  stderr.write = (text: string | Uint8Array): boolean => ((written.errors += String(text)), true);
  try {
    const status = await main(argv, resources);
    return { status, ...written };
  } finally {
    stdout.write = writeOut;
    stderr.write = writeError;
  }
}
