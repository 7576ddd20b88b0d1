"""What real Keras makes of each part of `idioms.py`: weights in all, those that are not trained, and the shapes of the outputs.

    python test/oracle/subclassing/generate.py test/oracle/subclassing/keras2.json   # tensorflow 2.15.1, keras 2.15.0
"""

import json
import os
import runpy
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np  # noqa: E402
import tensorflow  # noqa: E402


def count(weights):
    return int(sum(np.prod(weight.shape) for weight in weights))


def figures(source):
    # TensorFlow reads the source of `call` again, from a file.
    with tempfile.NamedTemporaryFile("w", suffix=".py", delete=False) as file:
        file.write(source)
    model = runpy.run_path(file.name)["model"]
    os.unlink(file.name)
    metrics = {id(weight) for metric in model.metrics for weight in metric.weights}
    return {
        "total": count(weight for weight in model.weights if id(weight) not in metrics),
        "notTrained": count(weight for weight in model.non_trainable_weights if id(weight) not in metrics),
    }


def main(path):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "idioms.py"), encoding="utf-8") as file:
        head, *parts = file.read().split("\n# --- ")
    rows = {}
    for part in parts:
        name, body = part.split("\n", 1)
        rows[name] = figures(head + "\n" + body)
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps({"tensorflow": tensorflow.__version__, "idioms": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
