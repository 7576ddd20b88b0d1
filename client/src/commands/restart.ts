import type { LatencyServer } from "../latency-server";

/** Also where the server hangs; resolves once the new one answers. */
export function restartCommand(server: LatencyServer): () => Promise<void> {
  return () => server.restart();
}
