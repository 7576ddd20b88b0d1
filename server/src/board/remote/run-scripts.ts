/**
 * What is asked of a board for one run, each in one call that may be made again: a cut line costs an attempt and nothing else.
 * All that a run leaves on the board lies in one folder, whose name is made here.
 */
import { createHash } from "node:crypto";
import type { BoardAddress } from "./address";
import type { BoardState } from "./conditions";
import { quoted } from "./shell";

const RUN_ID = /^[0-9a-f]{16}$/;

/** Relative to the home folder, in which ssh begins. */
function runFolder(id: string): string {
  if (!RUN_ID.test(id)) throw new Error(`"${id}" names no run`);
  return `.latency-lens/run-${id}`;
}

export function makingFolder(id: string): string {
  return `umask 077; mkdir -p ${runFolder(id)}`;
}

/** The file's bytes are what the script reads. It is there whole or not at all. */
export function receivingFile(
  id: string,
  name: "model.json" | "request.json" | "runner.py",
  bytes: Uint8Array,
): string {
  const file = `${runFolder(id)}/${name}`;
  const sum = createHash("sha256").update(bytes).digest("hex");
  const check = `echo ${quoted(`${sum}  ${file}.part`)} | sha256sum -c --status -`;
  return `umask 077; cat > ${file}.part && ${check} && mv ${file}.part ${file}`;
}

/** Longer than any run: after it the board itself ends what nobody came back to. */
const MOST_SECONDS = 1800;

/**
 * Starts what was sent, detached from the line, unless it was started already. `run.pid` is the session of all that runs: `timeout` makes
 * a group of its own, so that ending the leader's group would leave the profiler. With `cd … && …` in front of `&` the shell behind it
 * would keep the line open.
 */
export function starting(id: string, address: BoardAddress, state: BoardState): string {
  const program = `${profilerCommand(state)} ${quoted(address.python ?? "python3")} runner.py . > runner.log 2>&1`;
  // What runs as root leaves nothing in the user's folders but in this one.
  const settings = `HOME="$HOME" PYTHONDONTWRITEBYTECODE=1 CUDA_CACHE_PATH="$PWD/cache"`;
  const limited = `timeout -k 10 ${MOST_SECONDS} env ${settings} ${program}`;
  const whole = [
    "echo $$ > run.pid.part; mv run.pid.part run.pid",
    `${address.sudo ? "sudo -n " : ""}${limited}`,
    "echo $? > run.status.part; mv run.status.part run.status",
  ].join("; ");
  const detached = `setsid sh -c ${quoted(whole)} < /dev/null > /dev/null 2>&1 &`;
  const started = "for i in 1 2 3 4 5 6 7 8 9 10; do [ -e run.pid ] && exit 0; sleep 0.5; done; exit 1";
  // The folder is closed to others; what root writes in it, the user shall read.
  return `cd ${runFolder(id)} || exit 1; [ -e run.pid ] && exit 0; umask 022; ${detached} ${started}`;
}

/** Recording begins where the runner says: loading and building are left out. */
function profilerCommand({ nvprof, nsys }: BoardState): string {
  if (nvprof !== null)
    return `${quoted(nvprof)} --profile-from-start off --profile-api-trace none --unified-memory-profiling off -f -o trace.nvvp --log-file profiler.log`;
  if (nsys !== null)
    return `${quoted(nsys)} profile --trace cuda,nvtx --capture-range cudaProfilerApi --force-overwrite true --export sqlite -o trace`;
  throw new Error("a run needs a profiler");
}

/** How a run is: "ended", "running" with its progress behind it, "died", or "gone" where its folder is no longer there. */
export function asking(id: string): string {
  const looking = [
    "if [ -e run.status ]; then echo ended",
    "elif [ ! -e run.pid ]; then echo waiting",
    // A board that was restarted may have given the number to another program.
    'elif grep -aq runner.py "/proc/$(cat run.pid)/cmdline" 2>/dev/null; then echo running; cat progress.json 2>/dev/null || true',
    // It may have ended since the first look.
    "elif [ -e run.status ]; then echo ended",
    "else echo died",
    "fi",
  ];
  return `cd ${runFolder(id)} 2>/dev/null || { echo gone; exit 0; }; ${looking.join("; ")}`;
}

export function cancelling(id: string): string {
  return `touch ${runFolder(id)}/cancel`;
}

/** Prints the file; nothing where there is none. */
export function printing(id: string, name: "result.json" | "runner.log" | "profiler.log"): string {
  return `tail -c 100000 ${runFolder(id)}/${name} 2>/dev/null; true`;
}

/** Size and checksum of what the profiler wrote: `<sha256> <bytes> <name>`; nothing where it wrote nothing. */
export function describingTrace(id: string): string {
  return `cd ${runFolder(id)} || exit 1; for f in trace.nvvp trace.sqlite; do [ -s $f ] && echo "$(sha256sum < $f | cut -c1-64) $(wc -c < $f) $f" && break; done; true`;
}

export function fetchingTrace(id: string, name: string): string {
  if (name !== "trace.nvvp" && name !== "trace.sqlite") throw new Error(`"${name}" is no trace`);
  return `cat ${runFolder(id)}/${name}`;
}

/** Ends what still runs and leaves nothing. A session that sudo started is ended by it. */
export function cleaning(id: string, { sudo }: BoardAddress): string {
  const folder = runFolder(id);
  const asRoot = sudo ? "sudo -n " : "";
  const leader = `/proc/$p`;
  const ending = `${asRoot}pkill -KILL -s "$p"`;
  return [
    `[ -d ${folder} ] || exit 0`,
    `p=$(cat ${folder}/run.pid 2>/dev/null)`,
    // Behind a leader that is dead its session may still run; a leader that is another program has no session of ours.
    `if [ -n "$p" ]; then if [ ! -d ${leader} ] || grep -aq runner.py ${leader}/cmdline; then ${ending}; fi; fi`,
    // What was just ended may still write.
    `for i in 1 2 3 4 5; do ${asRoot}rm -rf ${folder} 2>/dev/null; [ -e ${folder} ] || break; sleep 0.2; done`,
    "rmdir .latency-lens 2>/dev/null",
    `[ ! -e ${folder} ]`,
  ].join("; ");
}
