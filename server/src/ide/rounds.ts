/** Rounds of a loop in one row, where a row for each would hide where the time goes. */
import { MOST_ROWS } from "../../../protocol/panel";
import type { DeviceId } from "../../../protocol/report";
import type { Execution } from "./executions";
import { groupBy } from "./group";
import { sumTimes } from "./times";

export interface JoinedCall extends Execution {
  /** Rounds that the row stands for. */
  readonly rounds: number;
}

/** The rounds of the innermost loops are joined until what has no row of its own is less than the first row. */
export function joinedRounds(calls: readonly Execution[], device: DeviceId): readonly JoinedCall[] {
  let rows = calls.map((call): JoinedCall => ({ ...call, rounds: 1 }));
  for (let depth = deepest(calls); depth > 0 && hidesMost(rows, device); depth--) rows = joinedAt(rows, depth);
  return rows;
}

function deepest(calls: readonly Execution[]): number {
  return calls.reduce((depth, { iterations }) => Math.max(depth, iterations.length), 0);
}

function hidesMost(rows: readonly JoinedCall[], device: DeviceId): boolean {
  const times = rows.map(({ layers }) => sumTimes(layers, device).ms).sort((a, b) => b - a);
  const hidden = times.slice(MOST_ROWS).reduce((sum, ms) => sum + ms, 0);
  return times.length > MOST_ROWS + 1 && hidden > (times[0] ?? 0);
}

function joinedAt(rows: readonly JoinedCall[], depth: number): JoinedCall[] {
  return [...groupBy(rows, ({ caller }) => caller).values()].flatMap((siblings) =>
    [...groupBy(siblings, (row) => loopOf(row, depth)).values()].flatMap((rounds) => joined(rounds, depth)),
  );
}

/** The same for the rounds of one loop; another for every row that no loop of that depth is around. */
function loopOf({ location, iterations }: JoinedCall, depth: number): string {
  const { line, character } = location.range.start;
  const isWithin = iterations.length >= depth;
  return [isWithin, location.uri, line, character, ...(isWithin ? iterations.slice(0, depth - 1) : iterations)].join(
    " ",
  );
}

function joined(rounds: readonly JoinedCall[], depth: number): readonly JoinedCall[] {
  const [first] = rounds;
  if (first === undefined || rounds.length === 1) return rounds;
  const layers = rounds.flatMap((round) => round.layers);
  const count = rounds.reduce((sum, round) => sum + round.rounds, 0);
  return [{ ...first, iterations: first.iterations.slice(0, depth - 1), layers, rounds: count }];
}
