"""Prints the parameters of every layer of this Keras in positional order, as JSON.

    python test/oracle/layers/signatures.py > test/oracle/layers/goldens/signatures2.json                        # tensorflow 2.15.1, keras 2.15.0
    KERAS_BACKEND=numpy python test/oracle/layers/signatures.py > test/oracle/layers/goldens/signatures3.json    # keras 3.15.1

What can only be given by name stands apart. Layers that only tensorflow.compat.v1 has are with Keras 2.
"""

import inspect
import json
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402

try:
    from tensorflow.compat.v1.keras import layers as layers_of_tensorflow_1
except ImportError:
    layers_of_tensorflow_1 = None


def parameters(layer):
    given = list(inspect.signature(layer.__init__).parameters.values())[1:]
    positional = [one.name for one in given if one.kind is one.POSITIONAL_OR_KEYWORD]
    return {"positional": positional, "byName": [one.name for one in given if one.kind is one.KEYWORD_ONLY]}


layers = {
    name: parameters(layer)
    for name, layer in sorted({**vars(layers_of_tensorflow_1 or keras.layers), **vars(keras.layers)}.items())
    if inspect.isclass(layer) and issubclass(layer, keras.layers.Layer)
}
lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(given)}" for name, given in layers.items())
print(f'{{"keras": "{keras.__version__}", "layers": {{\n{lines}\n}}}}')
