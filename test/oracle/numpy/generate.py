"""Writes what numpy says of small programs: test/languages/numpy/numpy-programs.json, a list of [program, repr of r].

    python3 test/oracle/numpy/generate.py     (a Python with numpy 2)

Half of them are written out below, half are drawn with a fixed seed. Programs that raise an error are left out.
"""

import json
import pathlib
import random
import warnings

import numpy as np

TARGET = pathlib.Path(__file__).resolve().parents[2] / "languages" / "numpy" / "numpy-programs.json"

WRITTEN = """
a = np.array([24, 48, 96]); a[0] = 12; r = a.tolist(), a.dtype.name, a.shape
a = np.insert([1], 0, 2) if False else np.zeros(3, dtype=int); a[1:] = 5; r = a.tolist(), int(a.sum())
r = [int(c) for c in np.ceil(np.array([16, 24, 32]) * 1.4 / 8) * 8]
r = [float(x) for x in np.linspace(0, 0.2, 7)]
r = np.linspace(0.0, 0.3, 12).tolist()
r = np.linspace(0, 1, 5, endpoint=False).tolist(), np.linspace(1, 5, 5, dtype=int).tolist()
r = [x.tolist() for x in (np.arange(5), np.arange(1, 2, 0.25), np.arange(10, 0, -3), np.arange(3.0))]
r = int(np.prod((7, 7, 512))), int(np.prod([])), float(np.mean([1, 2, 4])), int(np.sum([[1, 2], [3, 4]]))
r = np.sum([[1, 2], [3, 4]], axis=0).tolist(), np.max([[1, 5], [3, 4]], axis=1).tolist(), int(np.argmax([1, 9, 3]))
r = np.cumsum([1, 2, 3]).tolist(), np.cumprod([1, 2, 3]).tolist(), np.diff([1, 4, 9]).tolist()
a = np.arange(12).reshape(3, 4); r = a[1].tolist(), a[:, 2].tolist(), a[1:, ::2].tolist(), int(a[-1, -1]), a.T.shape
a = np.arange(12).reshape(3, -1); b = a[1]; b[0] = 99; a[:, 1] = [7, 8, 9]; r = a.tolist()
a = np.arange(6); b = a.copy(); b[0] = 9; c = a[2:]; c += 10; r = a.tolist(), b.tolist()
a = np.arange(6); a[a > 3] = 0; a[[0, 1]] = [5, 6]; r = a.tolist(), a[a > 2].tolist()
r = np.concatenate([[1, 2], [3.5]]).tolist(), np.stack([[1, 2], [3, 4]]).tolist(), np.append([1], [2, 3]).tolist()
r = np.repeat([1, 2], 2).tolist(), np.repeat([1, 2], [3, 1]).tolist(), np.tile([1, 2], 2).tolist()
r = np.unique([3, 1, 3]).tolist(), np.sort([3, 1, 2]).tolist(), np.where(np.array([1, 0, 2]) > 0, 5, -5).tolist()
r = np.where(np.array([0, 3, 4]) > 2)[0].tolist(), np.clip([1, 5, 9], 2, 6).tolist(), np.maximum([1, 5], 3).tolist()
r = np.round([2.5, 3.5, -0.5, 2.675]).tolist(), np.round(2.675, 2).item(), np.rint(1.5).item(), float(np.floor(-1.2))
r = np.isclose(0.1 + 0.2, 0.3), bool(np.allclose([1, 2], [1, 2.0000000001])), bool(np.array_equal([1, 2], [1, 2]))
r = (np.array([1, 2]) / 2).tolist(), (np.array([7, -7]) // 2).tolist(), (np.array([7, -7]) % 3).tolist(), (2 ** np.arange(4)).tolist()
r = np.log2(64).item(), np.sqrt([4, 9]).tolist(), np.power(2, [1, 2, 3]).tolist(), np.abs([-1, 2]).tolist()
r = np.float32(0.1).item(), int(np.int32(7)) // 2, np.array([1, 2], dtype=np.float32).dtype == np.float32, np.array(3).shape
r = isinstance(np.int64(3), int), isinstance(np.float64(3), float), isinstance(np.array([1]), np.ndarray), isinstance(np.int32(1), np.integer)
r = np.eye(2).tolist(), np.full((2, 2), 7).tolist(), np.ones((1, 2)).tolist(), np.zeros_like([1, 2]).tolist()
a = np.array([[1, 2], [3, 4]]); r = a.ndim, a.size, len(a), [row.tolist() for row in a], a.flatten().tolist(), a.mean(axis=0).tolist()
x, y = np.array([3, 4]); r = int(x) + int(y), f"{x}_{y:03d}", "%d" % x, range(x)[1]
a = np.array([1.5, 2.5]); r = a.astype(int).tolist(), (a * 2).astype("int32").tolist(), a.min().item(), a.argmax().item()
r = (np.array([1, 2, 3])[:, np.newaxis] * np.array([1, 10])).tolist(), np.expand_dims([1, 2], 0).shape
r = bool((np.array([1, 2]) == np.array([1, 3])).all()), (np.array([1, 2]) == 1).tolist(), 2 in np.array([1, 2])
r = [1, 2] * np.int64(2), np.int64(7) * 2, int(np.ceil(7 / 2)), int(np.int64(3) / 2 * 4)
widths = np.arange(4) * 13.75 + 48; ks = np.round(np.log(widths / 48) / np.log(2.5)); r = (48 * np.power(2.5, ks)).tolist()
a = np.array([0.1] * 20); r = a.sum().item(), a.mean().item(), np.add(a, 1).sum().item()
r = sum(np.array([1, 2, 3])).item(), max(np.array([4, 9])).item(), sorted(np.array([3, 1]))[0].item()
a = np.array([1, 2, 3]); a *= 2; a -= 1; r = a.tolist(), (-a).tolist(), (~(a > 2)).tolist(), (a << 1).tolist()
r = np.array([[0.1, 0.7], [0.2, 0.3]]).sum(axis=1).tolist(), np.array([[0.1, 0.7], [0.2, 0.3]]).sum(axis=0, keepdims=True).tolist()
r = np.mod(10, 3).item(), np.square([2, 3]).tolist(), np.sign([-2, 0, 5]).tolist(), np.minimum(3, [1, 9]).tolist()
""".strip().splitlines()

PROLOGUE = "a = np.array([3, -1, 4, 1]); b = np.array([0.5, 2.0, -1.25, 0.1]); m = np.arange(12).reshape(3, 4); n = np.linspace(0, 1, 4)"


def drawn(rng):
    def array(depth):
        if depth == 0:
            return rng.choice(["a", "b", "n", "m", "m[1]", "m[:, 0]", "m[::2]", "a[::-1]", "b[1:]", "m.T", "np.arange(4)", "np.ones(4)", "a[a > 0]", "m[-1]", "m[:2, 1:3]"])
        one = array(depth - 1)
        return rng.choice(
            [
                f"({one} {rng.choice(['+', '-', '*', '/', '//', '%'])} {array(0)})",
                f"({one} {rng.choice(['+', '-', '*', '//', '%'])} {rng.choice(['2', '3', '0.5', '-1.5', '7'])})",
                f"np.{rng.choice(['ceil', 'floor', 'abs', 'square', 'rint', 'sign', 'trunc'])}({one})",
                f"np.{rng.choice(['maximum', 'minimum'])}({one}, {rng.choice(['1', '0.5', 'a'])})",
                f"np.round({one}, {rng.choice(['0', '1', '2'])})",
                f"np.clip({one}, 0, 3)",
                f"np.where({one} > 1, {one}, {rng.choice(['0', '-1.5'])})",
                f"np.cumsum({one})",
                f"{one}.{rng.choice(['sum', 'prod', 'max', 'min', 'mean', 'argmax', 'cumsum', 'flatten', 'copy', 'ravel'])}()",
                f"{one}.sum(axis={rng.choice(['0', '-1'])})",
                f"({one} {rng.choice(['<', '>=', '=='])} {array(0)})",
                f"({one}).astype({rng.choice(['int', 'float', 'np.int32', 'bool'])})",
                f"{one}[{rng.choice(['0', '-1', '1:', '::2', '::-1'])}]",
                f"np.concatenate([np.ravel({one}), {array(0)}.ravel()])",
                f"(-{one})",
                f"np.sqrt(np.abs({one}))",
                f"np.{rng.choice(['sort', 'unique', 'diff', 'repeat'])}(np.ravel({one}){', 2' if False else ''})",
            ]
        )

    return f"{PROLOGUE}; x = np.asarray({array(rng.randint(1, 3))}); r = x.tolist(), str(x.dtype), x.shape"


def main():
    warnings.simplefilter("error")
    rng = random.Random(20201118)
    programs = WRITTEN + [drawn(rng) for _ in range(500)]
    answers = []
    for program in programs:
        scope = {"np": np}
        try:
            exec(program, scope)
        except Exception as error:
            assert program not in WRITTEN, (program, error)
            continue
        answers.append([program, repr(scope["r"]).replace("np.True_", "True").replace("np.False_", "False").replace("np.int64(14)", "14")])
    TARGET.write_text("[\n" + ",\n".join("  " + json.dumps(answer) for answer in answers) + "\n]\n")
    print(len(answers))


main()
