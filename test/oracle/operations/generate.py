"""Evaluates the expressions of a list on symbolic and on concrete tensors with a real Keras and writes their shapes as JSON.

    python generate.py tensorflow    # TensorFlow 2.15 with its Keras 2.15: tensorflow.txt -> tensorflow.json
    python generate.py composed      # the same: composed.txt, which compose.py wrote -> composed.json
    python generate.py networks      # networks.py -> networks.json: output shape and parameters of each network
    KERAS_BACKEND=jax python generate.py keras3    # Keras 3: keras3.txt -> keras3.json

A line may hold statements before its expression, separated by "; ".

For each expression: what it gives on the inputs of a functional model ("symbolic") and on arrays of two samples ("concrete").
A tensor is written as its shape ("(None, 8, 8, 6)"), a list of tensors as a list, any other value as its repr; "error" where Keras
refuses the expression.
"""
import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import numpy as np

kind = sys.argv[1]
if kind != "keras3":
    import tensorflow as tf
    from tensorflow import keras
    from tensorflow.keras import backend as K

    ops = None
    version = f"tensorflow {tf.__version__}"
else:
    import keras
    from keras import backend as K
    from keras import ops

    K.int_shape = getattr(K, "int_shape", lambda t: t.shape)
    tf = None
    version = f"keras {keras.__version__} on {keras.backend.backend()}"

# Keep in step with INPUTS in operations.test.ts.
SHAPES = {
    "x": (None, 8, 8, 6),
    "y": (None, 8, 8, 6),
    "q": (None, 1, 1, 6),
    "v": (None, 12),
    "s": (None, 10, 16),
    "i": (None, 10),
    "u": (None, None, None, 3),
    "f": (4, 8, 8, 6),
}
SAMPLES = 2
OPEN_SIDE = 5


def symbolic(name, shape):
    return keras.Input(batch_shape=shape, dtype="int32" if name == "i" else "float32", name=name)


def concrete(name, shape):
    sizes = [SAMPLES if side is None and axis == 0 else OPEN_SIDE if side is None else side for axis, side in enumerate(shape)]
    array = np.ones(sizes, "int32" if name == "i" else "float32")
    return tf.constant(array) if tf else ops.convert_to_tensor(array)


def describe(value):
    shape = getattr(value, "shape", None)
    if isinstance(value, (list, tuple)) and any(hasattr(item, "shape") and not isinstance(item, np.generic) for item in value):
        return [describe(item) for item in value]
    if shape is not None and not isinstance(value, np.generic):
        return "tensor " + str(tuple(shape.as_list() if hasattr(shape, "as_list") else shape))
    if type(value).__name__ == "TensorShape":
        return repr(tuple(value.as_list()))
    if isinstance(value, np.generic):
        return repr(value.item())
    return repr(value)


def evaluate(expression, make):
    names = {"tf": tf, "keras": keras, "K": K, "ops": ops, "np": np, "sum": sum}
    names.update({name: make(name, shape) for name, shape in SHAPES.items()})
    try:
        *statements, last = expression.split("; ")
        for statement in statements:
            exec(statement, names)
        return describe(eval(last, names))
    except Exception as error:  # what Keras says is of no interest, only that it refuses
        return "error"


def networks():
    import networks as module

    built = {}
    for name, function in vars(module).items():
        if getattr(function, "__module__", "") == module.__name__ and getattr(function, "__code__", None) is not None and function.__code__.co_argcount == 0:
            keras.backend.clear_session()
            model = function()
            built[name] = [str(tuple(model.output_shape)), model.count_params()]
    return built


def main():
    folder = pathlib.Path(__file__).parent
    header = {"command": f"python generate.py {kind}", "version": version}
    if kind == "networks":
        (folder / "networks.json").write_text(json.dumps({**header, "networks": networks()}, indent=1) + "\n")
        return
    lines = (folder / f"{kind}.txt").read_text().splitlines()
    expressions = [line for line in lines if line and not line.startswith("#")]
    results = []
    for expression in expressions:
        results.append([expression, evaluate(expression, symbolic), evaluate(expression, concrete)])
    rows = ",\n".join("  " + json.dumps(row) for row in results)
    (folder / f"{kind}.json").write_text(json.dumps(header)[:-1] + ', "results": [\n' + rows + "\n]}\n")


main()
