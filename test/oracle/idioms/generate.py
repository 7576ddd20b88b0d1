"""Writes what Keras says of the files in test/fixtures/idioms: class, output shape and weights of each layer.

    PYTHON test/oracle/idioms/generate.py

PYTHON has TensorFlow 2.15 with its Keras 2. Each file is run; its top-level variables that are models, in the order of
their first assignment, become NAME.json beside it.
"""

import json
import pathlib
import sys

import keras
import tensorflow as tf

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "idioms"


def rows(model):
    found = []
    for layer in model.layers:
        # Operators and functions of TensorFlow become layers of these classes, under names that no source has.
        if type(layer).__name__ in ("TFOpLambda", "SlicingOpLambda"):
            continue
        shape = layer.output_shape if type(layer).__name__ != "InputLayer" else layer.output.shape
        shape = shape[0] if isinstance(shape, list) else shape
        found.append([type(layer).__name__, list(shape)[1:], int(layer.count_params())])
    return found


def main():
    for file in sorted(FOLDER.glob("*.py")):
        tf.keras.backend.clear_session()
        scope = {"__name__": "__main__", "__file__": str(file)}
        module = type(sys)("__main__")
        module.__dict__.update(scope)
        sys.modules["__main__"] = module
        exec(compile(file.read_text(), str(file), "exec"), module.__dict__)
        models = {}
        for name, value in module.__dict__.items():
            if isinstance(value, (keras.Model, tf.keras.Model)):
                models[name] = {"parameters": int(value.count_params()), "layers": rows(value)}
        assert models, file
        target = file.with_suffix(".json")
        lines = ",\n".join(
            f'  {json.dumps(name)}: {{\n    "parameters": {model["parameters"]},\n    "layers": [\n'
            + ",\n".join(f"      {json.dumps(row)}" for row in model["layers"])
            + "\n    ]\n  }"
            for name, model in models.items()
        )
        target.write_text("{\n" + lines + "\n}\n")


main()
