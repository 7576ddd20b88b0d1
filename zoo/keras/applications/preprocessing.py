"""`preprocess_input` of the modules of keras.applications, on a tensor of a network: values from 0 to 255 come in.

"tf" scales to -1 … 1; "torch" to 0 … 1, then by mean and deviation of ImageNet's channels; "caffe" swaps red and blue and
subtracts the mean. The networks of some modules do it themselves: there it changes nothing.
"""

import tensorflow as tf

MEANS = {"caffe": [103.939, 116.779, 123.68], "torch": [0.485, 0.456, 0.406]}
DEVIATIONS = [0.229, 0.224, 0.225]


def preprocess_tf(x, data_format=None):
    x = x / 127.5
    return x - 1.0


def preprocess_torch(x, data_format=None):
    x = x / 255.0
    x = x + tf.constant([-mean for mean in MEANS["torch"]])
    return x / tf.constant(DEVIATIONS)


def preprocess_caffe(x, data_format=None):
    x = tf.stack([x[..., channel] for channel in (2, 1, 0)], axis=-1)
    return x + tf.constant([-mean for mean in MEANS["caffe"]])


def preprocess_nothing(x, data_format=None):
    return x


def preprocess(x, data_format=None, mode="caffe"):
    """`keras.applications.imagenet_utils.preprocess_input`."""
    if mode == "caffe":
        return preprocess_caffe(x)
    if mode == "torch":
        return preprocess_torch(x)
    if mode == "tf":
        return preprocess_tf(x)
    raise ValueError(f"mode is caffe, tf or torch, not {mode}")
