"""What real Keras builds for the calls of a survey: one JSON line a call.

usage: truth.py FOLDER CALLS.json

FOLDER holds the unpacked packages beside each other, CALLS.json a list of {"file", "constructor", "call"}.
Each line: {"file", "constructor", "call", "parameters", "inputs", "outputs", "layers"} or {..., "error"}.
Weights are zeros: what they hold changes no shape, and random numbers take most of the time.
"""

import importlib
import json
import os
import sys
import types
from unittest.mock import MagicMock

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import tensorflow as tf  # noqa: E402
from keras.src.backend import RandomGenerator  # noqa: E402
from tensorflow import keras  # noqa: E402


#: Modules that the packages import for pictures, plots and downloads; nothing of them builds a network.
BESIDES = ["cv2", "scipy", "scipy.ndimage", "skimage", "skimage.transform", "validators", "keras_retinanet.utils.compute_overlap", "keras_retinanet.utils.eval"]


def old_names():
    """Modules and names of Keras 2.3 that the older packages import and Keras 2.15 moved or dropped."""
    import keras as real
    from keras.src import backend

    def module(name, **members):
        made = types.ModuleType(name)
        made.__dict__.update(members)
        sys.modules[name] = made
        parent, _, last = name.rpartition(".")
        if parent in sys.modules:
            setattr(sys.modules[parent], last, made)
        return made

    layer = dict(Layer=keras.layers.Layer, InputSpec=keras.layers.InputSpec, Input=keras.Input)
    module("keras.engine", **layer)
    module("keras.engine.topology", get_source_inputs=keras.utils.get_source_inputs, **layer)
    module("keras.engine.base_layer", **layer)
    module("keras.utils.data_utils", get_file=keras.utils.get_file)
    module("keras.utils.layer_utils", get_source_inputs=keras.utils.get_source_inputs)
    module("keras.utils.generic_utils", get_custom_objects=keras.utils.get_custom_objects)
    module("keras.utils.vis_utils", plot_model=keras.utils.plot_model)
    module("keras.utils.conv_utils", normalize_tuple=normalize_tuple, normalize_data_format=normalize_data_format)
    module("keras.layers.normalization", BatchNormalization=keras.layers.BatchNormalization)
    module("keras.layers.advanced_activations", PReLU=keras.layers.PReLU, LeakyReLU=keras.layers.LeakyReLU)
    module("keras.applications.keras_modules_injection")
    backend.normalize_data_format = normalize_data_format
    real.backend.normalize_data_format = normalize_data_format
    for name in BESIDES:
        sys.modules[name] = MagicMock(__spec__=None)


def cheap_weights():
    def zeros(self, shape, *arguments, dtype=None, **options):
        return tf.zeros(shape, dtype or tf.float32)

    for name in ["random_normal", "random_uniform", "truncated_normal"]:
        setattr(RandomGenerator, name, zeros)


def normalize_tuple(value, n, name):
    return (value,) * n if isinstance(value, int) else tuple(value)


def normalize_data_format(value):
    return value or "channels_last"


def shape(tensor_shape):
    """Without the batch dimension."""
    return [None if side is None else int(side) for side in tuple(tensor_shape)[1:]]


def shapes(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [each for item in value for each in shapes(item)]
    return [shape(value.shape)]


def weights_of(layer):
    return sum(int(tf.TensorShape(weight.shape).num_elements()) for weight in layer.weights)


def class_of(layer):
    """A wrapper around a class of the package's own is no class of Keras' either."""
    name, wrapped = type(layer).__name__, getattr(layer, "layer", None)
    is_own = isinstance(wrapped, keras.layers.Layer) and not type(wrapped).__module__.startswith("keras.src.")
    return f"{name}({type(wrapped).__name__})" if is_own else name


def rows(model, found, seen):
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            rows(layer, found, seen)
            continue
        if id(layer) in seen:
            continue
        seen.add(id(layer))
        try:
            output = shapes(layer.get_output_at(0))[0]
        except (AttributeError, RuntimeError, IndexError, ValueError):
            output = None
        found.append([class_of(layer), layer.name, output, weights_of(layer)])
    return found


def build(entry):
    module = importlib.import_module(entry["file"][: -len(".py")].replace("/", "."))
    scope = dict(vars(module), Input=keras.Input)
    built = eval(entry["call"], scope)  # noqa: S307: the list of calls is the project's own
    model = built[0] if isinstance(built, (list, tuple)) else built
    if not isinstance(model, keras.Model):
        raise TypeError(f"gives a {type(model).__name__}")
    return {
        "parameters": sum(int(tf.TensorShape(weight.shape).num_elements()) for weight in model.weights),
        "inputs": shapes(model.inputs),
        "outputs": shapes(model.outputs),
        "layers": rows(model, [], set()),
    }


def main(folder, calls):
    old_names()
    cheap_weights()
    with open(calls, encoding="utf-8") as file:
        entries = json.load(file)
    sys.path.insert(0, folder)
    for entry in entries:
        keras.backend.clear_session()
        try:
            answer = build(entry)
        except Exception as error:  # noqa: BLE001: whatever a package raises is its answer
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps({**entry, **answer}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
