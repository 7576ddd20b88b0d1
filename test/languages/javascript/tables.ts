/** JavaScript's built-ins. */
import { calls, parts, type Table } from "../../support/tables";

const NUMBERS = parts(
  "0; -0; 1; -3; 7; 2.5; -0.5; 1e21; 1e-7; NaN; Infinity; true; '12'; ' 7px'; ''; null; undefined; [5]; 255; '0x1f'",
);

const ANY = parts("0; -1; 2.5; NaN; true; null; undefined; ''; 'ab'; '10'; []; [1, 2]; ({}); ({ a: 1 })");

const BOUNDS = parts("0; 1; -1; 3; -9; 9; undefined");

export const TABLES: readonly Table[] = [
  {
    name: "texts",
    values: parts("''; 'a'; 'aXbXc'; '  a b\\t'; 'ÄÖ'; 'aaa'; '-0.5'"),
    expressions: [
      ...calls("toLowerCase; toUpperCase; trim; trimStart; trimEnd; toString; split", ""),
      ...calls("at; charAt; charCodeAt", "0; 1; -1; 9; NaN; '1'; undefined"),
      ...calls("includes; indexOf; lastIndexOf; startsWith; endsWith; split; concat", "'X'; 'a'; ''; 'aa'"),
      ...BOUNDS.flatMap((start) => BOUNDS.flatMap((end) => calls("slice; substring", `${start}, ${end}`))),
      ...calls("padStart; padEnd", "0; 6; 7, 'xy'; 5, ''; -1"),
      ...calls("repeat", "0; 2; 2.7; -1"),
      ...calls("replace; replaceAll", "'X', '-'; 'a', ''; '', '-'; 'aa', 'b'; 'zz', 'b'"),
      ...parts(
        "v.length; v[0]; v[9]; [...v]; v + 1; 1 + v; +v; v < 'b'; `${v}!`; v == 0; !v; typeof v; Array.from(v); v.concat('x', 'y')",
      ),
    ],
    unknown: 0,
  },
  {
    name: "arrays",
    values: parts("[]; [3]; [3, 10, 1, 2]; ['b', 'a', 'b']; [[1, [2]], [3]]; [1, 'a', null, NaN]; [2, undefined, 1]"),
    expressions: [
      ...calls("pop; shift; reverse; sort; flat; join; toString; slice; concat; push", ""),
      ...calls("includes; indexOf", "1; 'b'; NaN; undefined; null"),
      ...calls("at; slice; splice; flat", "0; 1; -1; 2; -9; 9"),
      ...calls("slice; splice; fill", "1, 2; 0, -1; -2, 9; 2, 1; 5, 5; 0, undefined"),
      ...calls("splice", "1, 1, 'x'; 0, 0, 'x', 'y'; -1, 1, 'x'; 9, 1, 'x'; 0, -2, 'x'; 0, 9"),
      ...calls("fill", "0; 7, 1; 7, 1, 2; 7, -1; 7, -9, -1; 7, 9"),
      ...calls("push; unshift; concat", "1; 'x', 'y'; [5, [6]]; [7], 8"),
      ...calls("join", "'-'; ''; undefined; null; 0"),
      ...calls("sort", "(a, b) => a - b; (a, b) => b - a; () => 0; (a, b) => (String(a) < String(b) ? 1 : -1)"),
      ...calls(
        "map; filter; find; findIndex; findLast; some; every; flatMap; forEach",
        "(x) => x; (x) => x > 1; (x, i) => i; (x, i, a) => a.length - i; (x) => [x, x]; (x) => null; () => undefined; (x) => x === undefined",
      ),
      ...calls(
        "reduce; reduceRight",
        "(a, x) => a + x; (a, x, i) => a + i, 0; (a, x, i) => [...a, i], []; (a, x) => x, 'none'",
      ),
      ...parts(
        "v.length; v[0]; v[9]; v[-1]; [...v, ...v]; [...v.keys()]; [...v.values()]; [...v.entries()]; String(v); v + ''; v == v; v === [...v]; !v; typeof v; Array.isArray(v); v.at()",
      ),
      ...parts(
        "Object.keys(v); Object.entries(v); Object.values(v); Array.from(v, (x, i) => i); Array.of(v, 1); Math.max(...v); v[1]?.[0]",
      ),
      ...parts(
        "0 in v; 9 in v; (([a, b = 5, ...c]) => [a, b, c])(v); ((...a) => a.length)(...v); Array.from(v); `${v}`; +v; v > 2",
      ),
    ],
    unknown: 0,
  },
  {
    name: "objects",
    values: parts(
      "({}); ({ a: 1 }); ({ b: 2, 2: 'x', a: [1], 1: null }); ({ a: undefined, length: 2 }); ({ f: (n) => n + 4, a: 4 }); null; undefined; 5; 'ab'",
    ),
    expressions: [
      ...parts(
        "Object.keys(v); Object.values(v).length; Object.entries(v).map((e) => e[0]); Object.assign({ a: 0 }, v).a; Object.freeze(v) === v",
      ),
      ...parts(
        "v.a; v?.a; v['a']; v[1]; v?.z?.y; v.z.y; 'a' in v; v.a = 9; v.n ??= 7; v.hasOwnProperty('a'); v.f(1); v?.f?.(2)",
      ),
      ...parts(
        "Object.keys({ ...v, a: 3 }); (({ a = 5, ...rest }) => [a, Object.keys(rest)])(v); Array.from(v).length; typeof v; !v; v ?? 1; v == null",
      ),
      ...parts(
        "Object.fromEntries(Object.entries(v)).a; Object.entries(v).length; Array.isArray(v); v?.length; v && 1; v || 2; v === v",
      ),
    ],
    unknown: 10,
  },
  {
    name: "operators",
    values: ANY,
    others: ANY,
    expressions: parts(
      "v + w; v - w; v * w; v / w; v % w; v == w; v != w; v === w; v !== w; v < w; v <= w; v > w; v >= w; v && w; v || w; v ?? w; v ** w; v & w; v | w; v ^ w",
    ),
    unknown: 0,
  },
  {
    name: "operators of numbers",
    values: NUMBERS,
    others: parts("0; -0; 3; -2; 0.5; 33; Infinity; true"),
    expressions: [
      ...parts(
        "v + w; v - w; v * w; v / w; v % w; v ** w; v << w; v >> w; v >>> w; v & w; v | w; v ^ w; v < w; v >= w; v == w",
      ),
      ...parts("Math.max(v, w); Math.min(v, w); Math.pow(v, w); Math.hypot(v, w); Math.atan2(v, w)"),
    ],
    unknown: 0,
  },
  {
    name: "numbers",
    values: NUMBERS,
    expressions: [
      ...parts("abs; cbrt; ceil; exp; floor; log; log10; log1p; log2; round; sign; sqrt; trunc; max; min; hypot").map(
        (name) => `Math.${name}(v)`,
      ),
      ...parts("isInteger; isSafeInteger; isFinite; isNaN; parseInt; parseFloat").map((name) => `Number.${name}(v)`),
      ...parts(
        "Number(v); String(v); Boolean(v); parseInt(v); parseInt(v, 16); parseInt(v, 2); parseFloat(v); isNaN(v); +v; -v; ~v; !v",
      ),
      ...parts("typeof v; `${v}`; v + ''; v | 0; v >>> 0; [v]; 'abc'[v]; [1, 2, 3].at(v)"),
      ...parts(
        "(+v).toFixed(); (+v).toFixed(2); (+v).toString(); (+v).toString(2); (+v).toPrecision(3); (+v).toFixed(101); (+v).toString(37)",
      ),
    ],
    unknown: 0,
  },
  {
    name: "arrays by number",
    values: parts("0; 1; 3; -1; 2.5; '2'; [1, 2]; null; undefined; ({ length: 2 }); 'ab'"),
    expressions: parts(
      `[...Array(3).keys()].map((i) => i * 2); Array(v).length; Array.of(v); Array.from({ length: 2 }, () => v); Array.from({ length: v }).length;
       Array.from(v); new Array(v).length; Array(v, v); [...Array(2)].map(() => v); Array.from([v, v], (x) => x); String.fromCharCode(v, 66);
       Object.fromEntries([[v, 1]]); [v].flat(); [[v]].flat(v); [1, 2, 3].slice(v); [1, 2, 3].indexOf(v)`,
    ),
    unknown: 7,
  },
];
