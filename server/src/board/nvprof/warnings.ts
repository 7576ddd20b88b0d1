/** What nvprof says of its own recording that makes it no measurement. */

const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /ERR_NVGPUCTRPERM|does not have permission|permission to (?:profile|access)|insufficient privileges/i,
    "the profiler had no permission to profile; run it with sudo",
  ],
  [
    /invalid timestamps?|\b(?:dropped|lost)\b|invalid records?|insufficient (?:\w+ )*buffer/i,
    "the profiler lost records; record again with a larger buffer (nvprof --device-buffer-size 64)",
  ],
  [
    /replay/i,
    "kernels were replayed to collect metrics or events, so their times are not those of a run; record without --metrics and --events",
  ],
  [/received signal/i, "the profiled program crashed"],
  [/returned non-zero code/i, "the profiled program failed"],
  [
    /no kernels were profiled|no CUDA application was profiled/i,
    "no kernel was profiled: the program did not use the GPU",
  ],
];

const COMMAND = /^(?:NVPROF is profiling process|Profiling application)/i;

/** The reason, with the profiler's own words; null where nothing speaks against the recording. */
export function profilerRefusal(messages: readonly string[]): string | null {
  for (const message of messages) {
    // What the user's program is called says nothing of the recording.
    if (COMMAND.test(message)) continue;
    const found = REASONS.find(([pattern]) => pattern.test(message));
    if (found !== undefined) return `${found[1]} (nvprof: “${message.trim()}”)`;
  }
  const error = messages.find((message) => /^Error:/i.test(message));
  return error === undefined ? null : `the profiler failed (nvprof: “${error.trim()}”)`;
}
