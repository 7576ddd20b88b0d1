/** The figures of a survey: of each package and of all. */

/**
 * @param {readonly { file: string, unaided: string, called: string }[]} rows
 * @returns figures of all, of each package, and lines that print them
 */
export function summarize(rows) {
  const packages = Object.fromEntries(
    [...groupBy(rows, ({ file }) => file.split("/", 1)[0])].map(([name, group]) => [name, figures(group)]),
  );
  const all = figures(rows);
  const lines = [...Object.entries(packages), ["all", all]].map(([name, each]) => lineOf(name, each));
  return { all, packages, lines };
}

/** `compared` leaves out what Keras refuses and what it was not asked for. */
function figures(rows) {
  const count = (test) => rows.filter(test).length;
  const isCompared = ({ unaided }) => unaided !== "no oracle" && unaided !== "not asked";
  const files = [...groupBy(rows.filter(isCompared), ({ file }) => file).values()];
  return {
    calls: rows.length,
    compared: count(isCompared),
    exactUnaided: count(({ unaided }) => unaided === "exact"),
    exactWithCall: count(({ called }) => called === "exact"),
    wrong: count(({ unaided, called }) => unaided === "wrong" || called === "wrong"),
    noOracle: count(({ unaided }) => unaided === "no oracle"),
    notAsked: count(({ unaided }) => unaided === "not asked"),
    files: files.length,
    filesExact: files.filter((group) => group.every(({ called }) => called === "exact")).length,
  };
}

/** Items by what `keyOf` gives for them, in their order. */
export function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function lineOf(name, { compared, exactUnaided, exactWithCall, wrong, noOracle, notAsked, files, filesExact }) {
  const share = (part) => (compared === 0 ? "-" : `${part} (${((100 * part) / compared).toFixed(1)} %)`);
  return [
    `${name.padEnd(26)} ${compared} compared`,
    `exact unaided ${share(exactUnaided)}`,
    `with the call ${share(exactWithCall)}`,
    `wrong ${wrong}`,
    `refused by Keras ${noOracle}`,
    `not asked ${notAsked}`,
    `files exact ${filesExact} of ${files}`,
  ].join(", ");
}
