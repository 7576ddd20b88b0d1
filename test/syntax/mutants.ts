/** A whole number from 0 to below the argument. */
export type Random = (below: number) => number;

/** Linear congruential generator: the same mutants in every run. */
export function seededRandom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One of the lines that hold code, as far as it was typed. */
export function cutOneLine(source: string, random: Random, isCode: RegExp): string {
  const lines = source.split("\n");
  const code = lines.flatMap((line, index) => (isCode.test(line) ? [index] : []));
  const cut = code[random(code.length)] ?? 0;
  const line = lines[cut] ?? "";
  const indent = line.length - line.trimStart().length;
  lines[cut] = line.slice(0, indent + 1 + random(line.length - indent));
  return lines.join("\n");
}

export function truncate(source: string, random: Random): string {
  return source.slice(0, random(source.length));
}

export function remove(source: string, random: Random): string {
  const at = random(source.length);
  return source.slice(0, at) + source.slice(at + 1 + random(20));
}

export function swap(source: string, random: Random): string {
  const at = random(source.length - 1);
  return source.slice(0, at) + source.charAt(at + 1) + source.charAt(at) + source.slice(at + 2);
}

export function insert(source: string, random: Random): string {
  const characters = "()[]{}:,.=\"'#\\\n\r\t *@$é😀\0`";
  const at = random(source.length);
  return source.slice(0, at) + characters.charAt(random(characters.length)) + source.slice(at);
}

/** Lines of `before` that `after` does not have. */
export function lostLines(before: readonly string[], after: readonly string[]): number {
  const rest = new Map<string, number>();
  for (const line of after) rest.set(line, (rest.get(line) ?? 0) + 1);
  return before.filter((line) => {
    const count = rest.get(line) ?? 0;
    rest.set(line, count - 1);
    return count <= 0;
  }).length;
}
