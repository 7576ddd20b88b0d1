"""Writes composed.txt: chains of random operations on tensors, each fitting what the one before gave.

    python compose.py [COUNT [SEED]]    # TensorFlow 2.15; then: python generate.py composed
"""
import os
import pathlib
import random
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import tensorflow as tf
from tensorflow import keras

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 300
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
choose = random.Random(SEED)
SHAPES = {"x": (None, 8, 8, 6), "s": (None, 10, 16), "v": (None, 12), "f": (4, 8, 8, 6), "u": (None, None, None, 3)}
LARGEST = 4096


def axis_of(shape, first=1):
    axis = choose.randrange(first, len(shape))
    return axis if choose.random() < 0.6 else axis - len(shape)


def elements(shape):
    total = 1
    for side in shape[1:]:
        total *= side if side else 5
    return total


def reduce(e, shape):
    name = choose.choice(["mean", "max", "sum", "min", "prod", "any"])
    count = choose.choice([1, 1, 2])
    axes = [axis_of(shape) for _ in range(count)]
    axes = axes[0] if count == 1 else sorted({axis % len(shape) for axis in axes})
    source = f"{e} > 0" if name == "any" else e
    return f"tf.reduce_{name}({source}, axis={axes}, keepdims={choose.random() < 0.4})"


def one_slice(side):
    if choose.random() < 0.4:
        return ":"
    limit = side or 4
    start = choose.choice(["", str(choose.randrange(limit)), str(-choose.randrange(1, limit + 1))])
    stop = choose.choice(["", str(choose.randrange(limit + 2)), str(-choose.randrange(1, limit + 1))])
    step = choose.choice(["", "", ":2", ":3", ":-1" if start == stop == "" else ""])
    return f"{start}:{stop}{step}"


def index(e, shape):
    parts = [choose.choice([":", ":", ":", "0:1"])]
    for side in shape[1:]:
        kind = choose.random()
        if kind < 0.12:
            parts.append(str(choose.randrange(-(side or 2), side or 2)))
        elif kind < 0.2:
            parts.extend(["tf.newaxis", one_slice(side)])
        else:
            parts.append(one_slice(side))
    if choose.random() < 0.2:
        parts = parts[: choose.randrange(1, len(parts))] + ["..."]
    return f"{e}[{', '.join(parts)}]"


def reshape(e, shape):
    sides = list(shape[1:])
    if any(side is None for side in sides):
        return choose.choice([f"tf.reshape({e}, (-1, {shape[-1]}))", f"tf.reshape({e}, (tf.shape({e})[0], -1, {shape[-1]}))"])
    target = [f"{e}.shape[{axis + 1}]" if choose.random() < 0.2 else str(side) for axis, side in enumerate(sides)]
    place = choose.randrange(len(sides))
    side = sides[place]
    factor = choose.choice([factor for factor in range(1, side + 1) if side % factor == 0] or [1])
    kind = choose.random()
    if kind < 0.35 and factor:
        target[place : place + 1] = [str(factor), str(side // factor)]
    elif kind < 0.65 and place + 1 < len(sides):
        target[place : place + 2] = [f"{target[place]} * {target[place + 1]}"]
    elif kind < 0.8:
        target = target[place + 1 :] or [str(factor)]
        return f"tf.reshape({e}, [-1, {', '.join(target)}])"
    batch = choose.choice(["-1", "-1", f"tf.shape({e})[0]"])
    if batch != "-1" and choose.random() < 0.5:
        target[choose.randrange(len(target))] = "-1"
    return f"tf.reshape({e}, ({batch}, {', '.join(target)}))"


def transpose(e, shape):
    order = list(range(1, len(shape)))
    choose.shuffle(order)
    order = [0] + order
    if choose.random() < 0.15:
        choose.shuffle(order)
    return f"tf.transpose({e}, {order})"


def expand(e, shape):
    return f"tf.expand_dims({e}, {choose.randrange(-len(shape), len(shape) + 1)})"


def squeeze(e, shape):
    ones = [axis for axis, side in enumerate(shape) if side == 1 and axis]
    return f"tf.squeeze({e}, axis={choose.choice(ones)})" if ones else f"tf.squeeze({e}, axis={axis_of(shape)})"


def join(e, shape):
    axis = axis_of(shape, choose.choice([0, 1, 1, 1]))
    if choose.random() < 0.3:
        return f"tf.stack([{e}, {e}], axis={axis})"
    return f"tf.concat([{e}, {e}], axis={axis})"


def split(e, shape):
    axis = axis_of(shape)
    side = shape[axis]
    if side is None or side < 2:
        return f"tf.split({e}, 1, axis={axis})[0]"
    if choose.random() < 0.4:
        first = choose.randrange(1, side)
        return f"tf.split({e}, [{first}, {choose.choice([-1, side - first])}], axis={axis})[{choose.randrange(2)}]"
    if choose.random() < 0.3:
        return f"tf.unstack({e}, axis={axis})[{choose.randrange(side)}]"
    return f"tf.split({e}, {choose.choice([1, 2, 2, 3])}, axis={axis})[0]"


def copy(e, shape):
    kind = choose.random()
    if kind < 0.35:
        return f"tf.tile({e}, {[1] + [choose.choice([1, 1, 2]) for _ in shape[1:]]})"
    if kind < 0.6:
        return f"tf.repeat({e}, {choose.choice([2, 3])}, axis={axis_of(shape)})"
    pads = [[0, 0]] + [[choose.randrange(3), choose.randrange(3)] for _ in shape[1:]]
    return f"tf.pad({e}, {pads})"


def times(e, shape):
    last = shape[-1]
    if last is None or len(shape) < 2:
        return f"{e} * 2"
    kind = choose.random()
    if kind < 0.3:
        return f"tf.matmul({e}, tf.ones(({last}, {choose.choice([1, 5])})))"
    if kind < 0.5:
        return f"tf.matmul({e}, {e}, transpose_b=True)"
    if kind < 0.7:
        return f"tf.tensordot({e}, tf.ones(({last}, 3)), axes=1)"
    return f"tf.einsum('...c,cd->...d', {e}, tf.ones(({last}, 7)))"


def mix(e, shape):
    axis = axis_of(shape)
    other = choose.choice(
        [
            f"tf.reduce_mean({e}, axis={axis}, keepdims=True)",
            f"{e}[..., :1]",
            f"{e}[..., 0]",
            "2.0",
            f"tf.cast(tf.range(tf.shape({e})[-1]), tf.float32)",
        ]
    )
    return f"{e} {choose.choice(['+', '-', '*', '/'])} {other}"


def image(e, shape):
    channels = shape[-1]
    if len(shape) != 4 or channels is None:
        return f"tf.exp({e})"
    return choose.choice(
        [
            f"tf.image.resize({e}, (6, 10))",
            f"tf.image.resize({e}, tf.shape({e})[1:3] * 2)",
            f"tf.nn.max_pool2d({e}, 2, 2, '{choose.choice(['SAME', 'VALID'])}')",
            f"tf.nn.avg_pool2d({e}, 3, 1, '{choose.choice(['SAME', 'VALID'])}')",
            f"tf.nn.conv2d({e}, tf.ones((3, 3, {channels}, 4)), {choose.choice([1, 2])}, '{choose.choice(['SAME', 'VALID'])}')",
            f"tf.nn.depthwise_conv2d({e}, tf.ones((3, 3, {channels}, 2)), [1, 1, 1, 1], 'SAME')",
            f"tf.nn.space_to_depth({e}, 2)",
            f"tf.nn.depth_to_space({e}, 2)",
            f"K.resize_images({e}, 2, 3, 'channels_last')",
        ]
    )


def look_up(e, shape):
    axis = axis_of(shape)
    side = shape[axis]
    if side is None or side < 2:
        return f"tf.gather({e}, [0], axis={axis})"
    return f"tf.gather({e}, [{', '.join(str(choose.randrange(side)) for _ in range(choose.choice([1, 2, 5])))}], axis={axis})"


STEPS = [reduce, index, index, reshape, reshape, reshape, transpose, expand, squeeze, join, split, copy, times, mix, mix, image, look_up]


def chain():
    name = choose.choice(["x", "x", "x", "s", "s", "v", "f", "u"])
    tensor = keras.Input(batch_shape=SHAPES[name])
    names = {"tf": tf, "K": keras.backend, name: tensor}
    statements = []
    for number in range(choose.choice([2, 3, 4, 5])):
        shape = tuple(tensor.shape.as_list())
        # What is fixed for good is left at the end; so is what grows too large to be run.
        if len(shape) < 2 or len(shape) > 6 or elements(shape) > LARGEST or 0 in shape:
            break
        expression = choose.choice(STEPS)(name, shape)
        try:
            result = eval(expression, names)
        except Exception:
            statements.append(expression)
            return statements
        if result.dtype == tf.bool:
            expression, result = f"tf.cast({expression}, tf.float32)", tf.cast(result, tf.float32)
        name = "abcde"[number]
        names[name] = tensor = result
        statements.append(f"{name} = {expression}")
    if not statements:
        return chain()
    return statements + [name]


lines = ["; ".join(chain()) for _ in range(COUNT)]
heading = f"# Written by: python compose.py {COUNT} {SEED}"
(pathlib.Path(__file__).parent / "composed.txt").write_text("\n".join([heading, *lines]) + "\n")
