/**
 * What may have changed is not known. For each kind of container and each way to change it, the change stands behind a condition that is
 * not known, in either branch: a reading that differs between the two ways is unknown, one that does not differ is known.
 */
import { check, prepareEvaluation } from "../support/eval";

before(prepareEvaluation);

interface Changed {
  /** Statements that make the container `c`. */
  readonly made: string;
  readonly change: string;
  /** Readings that the change alters. */
  readonly differs: readonly string[];
  /** Readings that it leaves alone, and what they give. */
  readonly same: Readonly<Record<string, string>>;
}

const LIST = "c = [1, 2, 3]";
const DICT = "c = {'a': 1, 'b': 2}";
const SET = "c = {1, 2, 3}";
/** Of an array that may have changed not even the shape is told. */
const ARRAY = "import numpy as np\nc = np.array([1, 2, 3])";
const DEQUE = "from collections import deque\nc = deque([1, 2, 3])";
const OWN_LIST = "class L(list): pass\nc = L([1, 2, 3])";
const OWN_DICT = "class D(dict): pass\nc = D(a=1, b=2)";
const ITERATOR = "c = iter([1, 2, 3])";
const INSTANCE = "class A: pass\nc = A()\nc.x = 1\nc.y = [2]";

const CHANGES: readonly Changed[] = [
  { made: LIST, change: "c[0] = 5", differs: ["c[0]", "5 in c"], same: { "c[1]": "2", "len(c)": "3" } },
  { made: LIST, change: "c.append(4)", differs: ["len(c)", "c[-1]", "4 in c"], same: {} },
  { made: LIST, change: "c.insert(0, 4)", differs: ["len(c)", "c[0]"], same: {} },
  { made: LIST, change: "c.extend([4, 5])", differs: ["len(c)", "sum(c)"], same: {} },
  { made: LIST, change: "c.pop()", differs: ["len(c)", "3 in c"], same: {} },
  { made: LIST, change: "c.remove(1)", differs: ["len(c)", "c[0]"], same: {} },
  { made: LIST, change: "del c[0]", differs: ["len(c)", "c[0]"], same: {} },
  { made: LIST, change: "c.clear()", differs: ["len(c)"], same: {} },
  { made: LIST, change: "c.reverse()", differs: ["c[0]"], same: { "len(c)": "3" } },
  { made: LIST, change: "c.sort(reverse=True)", differs: ["c[0]"], same: { "len(c)": "3" } },
  { made: LIST, change: "c += [4]", differs: ["len(c)"], same: {} },
  { made: LIST, change: "c *= 2", differs: ["len(c)"], same: {} },
  { made: LIST, change: "c[0:1] = []", differs: ["len(c)", "c[0]"], same: {} },
  { made: DICT, change: "c['a'] = 5", differs: ["c['a']"], same: { "c['b']": "2", "'a' in c": "True" } },
  { made: DICT, change: "c['z'] = 5", differs: ["len(c)", "'z' in c", "c.get('z')"], same: {} },
  { made: DICT, change: "del c['a']", differs: ["len(c)", "'a' in c", "c.get('a')"], same: {} },
  { made: DICT, change: "c.pop('a')", differs: ["len(c)", "'a' in c"], same: {} },
  { made: DICT, change: "c.popitem()", differs: ["len(c)"], same: {} },
  { made: DICT, change: "c.clear()", differs: ["len(c)"], same: {} },
  { made: DICT, change: "c.update(a=7)", differs: ["c['a']"], same: { "c['b']": "2" } },
  { made: DICT, change: "c.setdefault('z', 1)", differs: ["len(c)"], same: {} },
  { made: DICT, change: "c |= {'z': 1}", differs: ["len(c)", "'z' in c"], same: {} },
  { made: SET, change: "c.add(4)", differs: ["len(c)", "4 in c"], same: {} },
  { made: SET, change: "c.add(3)", differs: [], same: { "len(c)": "3", "3 in c": "True" } },
  { made: SET, change: "c.discard(1)", differs: ["len(c)", "1 in c"], same: {} },
  { made: SET, change: "c.remove(1)", differs: ["len(c)", "1 in c"], same: {} },
  { made: SET, change: "c.clear()", differs: ["len(c)"], same: {} },
  { made: SET, change: "c.update([4])", differs: ["len(c)"], same: {} },
  { made: SET, change: "c |= {4}", differs: ["len(c)", "4 in c"], same: {} },
  { made: SET, change: "c &= {1}", differs: ["len(c)", "2 in c"], same: {} },
  { made: SET, change: "c -= {1}", differs: ["len(c)", "1 in c"], same: {} },
  { made: SET, change: "c ^= {1, 4}", differs: ["4 in c", "1 in c"], same: {} },
  { made: ARRAY, change: "c[0] = 5", differs: ["int(c[0])", "int(c.sum())"], same: {} },
  { made: ARRAY, change: "c[1:] = 0", differs: ["int(c[1])"], same: {} },
  { made: ARRAY, change: "c += 1", differs: ["int(c[0])"], same: {} },
  {
    made: DEQUE,
    change: "c.append(4)",
    differs: ["len(c)", "c[-1]", "4 in c", "sum(c)", "list(c)", "c == deque([1, 2, 3])"],
    same: {},
  },
  { made: DEQUE, change: "c.appendleft(4)", differs: ["len(c)", "c[0]"], same: {} },
  { made: DEQUE, change: "c.popleft()", differs: ["len(c)", "c[0]"], same: {} },
  { made: DEQUE, change: "c.clear()", differs: ["len(c)"], same: {} },
  {
    made: OWN_LIST,
    change: "c.append(4)",
    differs: ["len(c)", "c[-1]", "4 in c", "sum(c)", "c == [1, 2, 3]"],
    same: {},
  },
  { made: OWN_LIST, change: "c.clear()", differs: ["len(c)", "bool(c)", "c[0]"], same: {} },
  { made: OWN_DICT, change: "c['z'] = 5", differs: ["len(c)", "'z' in c", "c.get('z')", "list(c)"], same: {} },
  { made: ITERATOR, change: "next(c)", differs: ["next(c)", "list(c)"], same: {} },
  { made: ITERATOR, change: "list(c)", differs: ["next(c, 9)"], same: {} },
  { made: INSTANCE, change: "c.x = 5", differs: ["c.x"], same: { "c.y": "[2]" } },
  {
    made: INSTANCE,
    change: "del c.x",
    differs: ["c.x", "hasattr(c, 'x')", "getattr(c, 'x', 9)", "'x' in vars(c)", "'x' in c.__dict__", "len(vars(c))"],
    same: { "c.y": "[2]", "hasattr(c, 'y')": "True", "hasattr(c, 'z')": "False" },
  },
  { made: INSTANCE, change: "delattr(c, 'x')", differs: ["hasattr(c, 'x')"], same: { "hasattr(c, 'y')": "True" } },
  { made: INSTANCE, change: "c.z = 5", differs: ["c.z", "hasattr(c, 'z')"], same: { "hasattr(c, 'x')": "True" } },
  { made: INSTANCE, change: "c.x = u", differs: ["c.x"], same: { "hasattr(c, 'x')": "True" } },
  { made: INSTANCE, change: "c.y.append(3)", differs: ["len(c.y)"], same: { "c.x": "1" } },
  { made: INSTANCE, change: "setattr(c, 'x', 5)", differs: ["c.x"], same: {} },
];

const MISSING = "unknown: the module nowhere.u is not known";

for (const branches of ["if u: CHANGE", "if u: pass\nelse: CHANGE"])
  describe(`changes in a branch that is not decided: ${branches.replaceAll("\n", " ⏎ ")}`, () => {
    for (const { made, change, differs, same } of CHANGES) {
      const program = `from nowhere import u\n${made}\n${branches.replace("CHANGE", change)}`;
      for (const reading of differs) check(`${program}\nr = ${reading}`, MISSING);
      for (const [reading, value] of Object.entries(same)) check(`${program}\nr = ${reading}`, value);
    }
  });

describe("an operator in place keeps the identity of what it changes", () => {
  check("a = [1]\nb = a\na *= 2\na.append(4)\nr = b, a is b", "([1, 1, 4], True)");
  check("a = [1]\nb = a\na += [2]\na.append(4)\nr = b, a is b", "([1, 2, 4], True)");
  check("a = {'k': 1}\nb = a\na |= {'l': 2}\na['m'] = 3\nr = b, a is b", "({'k': 1, 'l': 2, 'm': 3}, True)");
  for (const [operator, other, result] of [
    ["|=", "{3}", "[1, 2, 3, 9]"],
    ["&=", "{2, 3}", "[2, 9]"],
    ["-=", "{1}", "[2, 9]"],
    ["^=", "{1, 5}", "[2, 5, 9]"],
  ])
    check(`a = {1, 2}\nb = a\na ${operator} ${other}\na.add(9)\nr = sorted(b), a is b`, `(${result}, True)`);
  check("a = (1,)\nb = a\na += (2,)\nr = b, a", "((1,), (1, 2))");
  check("import numpy as np\na = np.array([1, 2])\nb = a\na *= 3\nr = int(b[1]), a is b", "(6, True)");
});
