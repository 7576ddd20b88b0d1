"""Prints the public names of `keras.layers`.

    KERAS_BACKEND=jax python test/oracle/layers/names.py > test/oracle/layers/names3.txt   # keras 3.15
    python test/oracle/layers/names.py > test/oracle/layers/names2.txt                     # tensorflow 2.15, keras 2.15
"""

import keras

print("\n".join(sorted(name for name in dir(keras.layers) if not name.startswith("_"))))
