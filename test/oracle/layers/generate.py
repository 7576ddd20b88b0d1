"""Asks a real Keras what the layers of `cases.py` give, and prints it as JSON.

    KERAS_BACKEND=jax python test/oracle/layers/generate.py > test/oracle/layers/goldens/keras3.json   # keras 3.15.1, jax 0.10.2
    python test/oracle/layers/generate.py > test/oracle/layers/goldens/keras2.json                     # tensorflow 2.15.1, keras 2.15.0

A row is {call, inputs, state, and either output, total, notTrained, class and the saved config, or error}; a layer that this Keras does not
have is left out. Only what touches shapes is kept of the config.
"""

import contextlib
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cases import CASES  # noqa: E402


def ask(call, inputs, state):
    names = {name: getattr(keras.layers, name) for name in dir(keras.layers)}
    if call.split("(", 1)[0] not in names:
        return None
    keras.backend.set_image_data_format(state)
    row = {"call": call, "inputs": inputs, "state": state}
    try:
        layer = eval(call, names)
        tensors = [keras.Input(tuple(shape)) for shape in inputs]
        with unfilled():
            output = layer(tensors[0] if len(tensors) == 1 else tensors)
        row["output"] = list(output.shape[1:])
        row["total"] = count(layer.weights)
        row["notTrained"] = count(layer.non_trainable_weights)
        row["class"] = type(layer).__name__
        row["config"] = kept(layer.get_config())
    except Exception as error:  # noqa: BLE001 - whatever Keras raises is the answer
        row["error"] = (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
        row.pop("output", None)
    return row


def unfilled():
    """In Keras 3, weights without values: filling them takes most of the time."""
    scope = getattr(keras, "StatelessScope", None)
    return contextlib.nullcontext() if scope is None else scope()


def count(weights):
    total = 0
    for weight in weights:
        elements = 1
        for side in weight.shape:
            elements *= side
        total += int(elements)
    return total


HARMLESS = ("initializer", "regularizer", "constraint", "dtype", "trainable", "seed", "quantization", "lora")


def kept(config):
    """What a topology file would hold, without what never touches a shape."""
    return {
        key: wrapped(value)
        for key, value in config.items()
        if not any(word in key for word in HARMLESS) and key != "name" and is_plain(value, key)
    }


def wrapped(value):
    if isinstance(value, dict):
        return {"class_name": value["class_name"], "config": kept(value["config"])}
    return value


def is_plain(value, key):
    if isinstance(value, dict):
        return key == "layer"
    try:
        json.dumps(value)
    except TypeError:
        return False
    return True


def main():
    print(json.dumps({"keras": keras.__version__, "python": sys.version.split()[0]})[:-1] + ', "rows": [')
    separator = ""
    for case in CASES:
        row = ask(*case)
        if row is not None:
            print(separator + json.dumps(row), end="", flush=True)
            separator = ",\n"
    print("\n]}")


main()
