"""Builds programs in a real Keras: JSON lines in, JSON lines out.

    KERAS_BACKEND=jax python test/oracle/keras/build.py [FOLDER …] < programs.jsonl > answers.jsonl

In: {"id", "source", "models"}: source text, and the names of its variables or functions that are models. FOLDERs stand in front of
Python's path. Out: {"id", "models": {name: MODEL}} or {"id", "error"}, where MODEL is {"inputs", "outputs", "total", "layers"}, or
{"error"} for a function that raises. A layer is {"class", "name", "shapes", "total", "own", "nested", "operation"}: shapes without the
batch, one for each application in the model; "own" where its class is none of Keras' layers. The layers of nested models stand in the
place of their model.

Weights are never made: nothing is asked of them but their shapes, and drawing random numbers takes most of the time.
"""

import ast
import json
import os
import re
import signal
import sys
import types

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
from keras.src.backend.common.stateless_scope import StatelessScope  # noqa: E402

SECONDS = 120


class TooLong(Exception):
    pass


def stop(*_):
    raise TooLong(f"more than {SECONDS} s")


def without_weights():
    """Pretrained weights are files from the net, which are not wanted: a model is as large without them."""
    for kind in (keras.Model, keras.Sequential):
        kind.load_weights = lambda self, *_, **__: None
    from keras.src.utils import file_utils

    file_utils.get_file = lambda name, *_, **__: name


def as_tensorflow():
    """`tensorflow.keras` under its old name, for sources that import it: TensorFlow itself is not needed."""
    tensorflow = types.ModuleType("tensorflow")
    tensorflow.keras = keras
    tensorflow.__version__ = "2.16.0"
    for name in ("abs", "exp", "maximum", "minimum", "multiply", "add", "subtract", "reshape", "transpose", "stack", "split", "tile", "pad", "square", "sqrt"):
        setattr(tensorflow, name, getattr(keras.ops, name))
    tensorflow.newaxis = None
    tensorflow.concat = keras.ops.concatenate
    tensorflow.reduce_mean = keras.ops.mean
    tensorflow.reduce_max = keras.ops.max
    tensorflow.reduce_sum = keras.ops.sum
    tensorflow.matmul = keras.ops.matmul
    tensorflow.constant = keras.ops.convert_to_tensor
    tensorflow.nn = types.ModuleType("tensorflow.nn")
    for name in ("relu", "relu6", "sigmoid", "softmax", "tanh", "gelu", "silu", "elu", "leaky_relu"):
        setattr(tensorflow.nn, name, getattr(keras.ops, name if name != "tanh" else "tanh"))
    tensorflow.nn.swish = keras.ops.silu
    sys.modules["tensorflow"] = tensorflow
    sys.modules["tensorflow.nn"] = tensorflow.nn
    sys.modules["tensorflow.keras"] = keras
    for name, module in list(sys.modules.items()):
        if name.startswith("keras.") and not name.startswith("keras.src"):
            sys.modules["tensorflow." + name] = module


def import_everything():
    """The parts of Keras that sources name by `from keras.x import y`."""
    import importlib
    import pkgutil

    pending = ["keras"]
    while pending:
        package = importlib.import_module(pending.pop())
        # Not below keras.src, which holds every backend.
        for module in pkgutil.iter_modules(getattr(package, "__path__", []), package.__name__ + "."):
            if not module.name.startswith(("keras.src", "keras._")):
                pending.append(module.name)


def shape_of(tensor):
    return list(tensor.shape[1:])


def is_of_keras(thing):
    home = type(thing).__module__
    return home.split(".")[0] == "keras" and not home.startswith("keras.src.applications")


def applications(layer, model):
    """Output shapes of a layer, one for each time that the model applies it."""
    graph = model._functional if isinstance(model, keras.Sequential) else model
    made = [
        node
        for index, node in enumerate(layer._inbound_nodes)
        if f"{id(layer)}_ib-{index}" in graph._nodes or isinstance(layer, keras.layers.InputLayer)
    ]
    return [shape_of(tensor) for node in made for tensor in node.output_tensors[:1]]


def parts_of(model, nested=False):
    operations = model.layers if isinstance(model, keras.Sequential) else getattr(model, "operations", model.layers)
    if isinstance(model, keras.Sequential) and model._functional is not None:
        operations = model._functional.operations
    for part in operations:
        if isinstance(part, (keras.Sequential, keras.src.models.functional.Functional)):
            yield from parts_of(part, True)
        elif not (nested and isinstance(part, keras.layers.InputLayer)):
            yield part, model, nested


def describe_model(model):
    if isinstance(model, keras.Sequential) and model._functional is None:
        return {"error": "the model has no input shape"}
    if not isinstance(model, (keras.Sequential, keras.src.models.functional.Functional)):
        return {"error": f"{type(model).__name__} has no graph"}
    layers = []
    seen = set()
    for part, holder, nested in parts_of(model):
        if id(part) in seen:
            continue
        seen.add(id(part))
        is_layer = isinstance(part, keras.Layer)
        layers.append(
            {
                "class": type(part).__name__,
                "name": part.name,
                "shapes": applications(part, holder),
                "total": part.count_params() if is_layer else 0,
                "own": is_layer and not is_of_keras(part),
                "nested": nested,
                "operation": not is_layer,
            }
        )
    return {
        "inputs": [shape_of(tensor) for tensor in model.inputs],
        "outputs": [shape_of(tensor) for tensor in model.outputs],
        "total": model.count_params(),
        "layers": layers,
    }


def directive_of(source, name):
    """The arguments of a `# latency:` comment above a function, which stand in for a call of it."""
    found = re.search(rf"#\s*latency:\s*(.+)\n(?:@.*\n)*def {name}\(", source)
    if found is None:
        return {}
    call = ast.parse(f"f({found[1]})", mode="eval").body
    return {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}


def model_named(name, namespace, source):
    value = namespace[name]
    if not isinstance(value, keras.Model) and callable(value):
        value = value(**directive_of(source, name))
    if isinstance(value, (list, tuple)):
        value = value[0]
    return value


def message_of(error):
    return (str(error).strip().splitlines() or [""])[0][:200] or type(error).__name__


def build(program):
    keras.utils.clear_session()
    keras.config.set_image_data_format("channels_last")
    namespace = {"__name__": program["id"]}
    models = {}
    with StatelessScope(initialize_variables=False):
        exec(compile(program["source"], program["id"], "exec"), namespace)  # noqa: S102 - sources of this repository
        for name in program["models"]:
            try:
                models[name] = describe_model(model_named(name, namespace, program["source"]))
            except TooLong:
                raise
            except Exception as error:  # noqa: BLE001 - whatever Keras raises is the answer
                models[name] = {"error": message_of(error)}
    return models


def main():
    sys.path[:0] = sys.argv[1:]
    import_everything()
    as_tensorflow()
    without_weights()
    signal.signal(signal.SIGALRM, stop)
    output = os.fdopen(os.dup(1), "w")
    # What a program prints is no answer.
    sys.stdout = sys.stderr
    for line in sys.stdin:
        program = json.loads(line)
        signal.alarm(SECONDS)
        try:
            answer = {"models": build(program)}
        except Exception as error:  # noqa: BLE001
            answer = {"error": message_of(error)}
        signal.alarm(0)
        print(json.dumps({"id": program["id"], **answer}), file=output, flush=True)


main()
