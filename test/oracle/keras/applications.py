"""The networks of a real Keras' keras.applications, summed up for test/frameworks/application-layers.test.ts.

    KERAS_BACKEND=jax python test/oracle/keras/applications.py > test/frameworks/goldens/applications.json   # keras 3.15.1

Of each call: the name of the network, how many layers and parameters it has, and a hash of its layers, one a line: class, name, shape
and parameters. The name of an input is left out (versions of Keras number it differently), as are operations on tensors, which are no
layers in Keras 3; a model within stands as its layers. Of a layer that is a class of keras.applications' own, its class and parameters
must do. Weights are neither made nor loaded.
"""

import hashlib
import json
import os

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402
from keras.src.backend.common.stateless_scope import StatelessScope  # noqa: E402
from keras.src.utils import file_utils  # noqa: E402

OF_ALL = ("weights=None", "include_top=False, weights=None, input_shape=(128, 160, 3), pooling='avg'")
OF_ONE = {
    "EfficientNetB0": ("", "include_top=False, weights=None", "weights=None, input_shape=(97, 97, 3), classes=10"),
    "MobileNet": (
        "weights=None, alpha=0.75, input_shape=(225, 225, 3)",
        "weights=None, depth_multiplier=2, dropout=0.5, classifier_activation=None",
        "include_top=False, weights=None",
    ),
    "MobileNetV2": ("weights=None, alpha=1.4, input_shape=(225, 225, 3)", "include_top=False, alpha=0.35"),
    "MobileNetV3Large": ("weights=None, alpha=0.75", "weights=None, minimalistic=True, dropout_rate=0"),
    "MobileNetV3Small": ("weights=None, alpha=1.4, include_preprocessing=False", "include_top=False, weights=None"),
    "NASNetMobile": ("include_top=False, weights=None, input_shape=(97, 97, 3), pooling='max'",),
}


def layers_of(model):
    for layer in model.layers:
        yield from layers_of(layer) if isinstance(layer, keras.Model) else [layer]


def described(layer):
    if type(layer).__module__.startswith("keras.src.applications"):
        return f"{type(layer).__name__} {layer.count_params()}"
    name = "-" if isinstance(layer, keras.layers.InputLayer) else layer.name
    shape = ", ".join(str(side) for side in layer.output.shape)
    return f"{type(layer).__name__} {name} ({shape}) {layer.count_params()}"


def summed_up(name, arguments):
    keras.utils.clear_session()
    with StatelessScope(initialize_variables=False):
        model = eval(f"keras.applications.{name}({arguments})")
    lines = [described(layer) for layer in layers_of(model)]
    return {
        "name": model.name,
        "layers": len(lines),
        "parameters": model.count_params(),
        "sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
    }


def main():
    keras.Model.load_weights = lambda self, *_, **__: None
    file_utils.get_file = lambda name, *_, **__: name
    names = sorted(name for name in dir(keras.applications) if name[0].isupper())
    calls = [(name, arguments) for name in names for arguments in (*OF_ALL, *OF_ONE.get(name, ()))]
    rows = [f"    {json.dumps(f'{name}({arguments})')}: {json.dumps(summed_up(name, arguments))}" for name, arguments in calls]
    origin = f"KERAS_BACKEND={keras.backend.backend()} python test/oracle/keras/applications.py, keras {keras.__version__}"
    print("{\n" + f'  "origin": {json.dumps(origin)},\n  "networks": {{\n' + ",\n".join(rows) + "\n  }\n}")


main()
