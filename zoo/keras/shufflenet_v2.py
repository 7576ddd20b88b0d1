"""ShuffleNet V2 (Ma et al., 2018): half the channels pass a block untouched, then the two halves are shuffled.

Measured at four widths, with multiples of 116 channels in place of the paper's own numbers.
"""

from tensorflow.keras import layers, models

from .shufflenet import BLOCKS, channel_shuffle


def activated(x, filters, name, convolution, normalization):
    """1x1 convolution, normalization and ReLU, whose names differ in what stands before "1x1"."""
    x = layers.Conv2D(filters, 1, padding="same", name=f"{name}/{convolution}")(x)
    x = layers.BatchNormalization(name=f"{name}/bn_{normalization}")(x)
    return layers.Activation("relu", name=f"{name}/relu_{normalization}")(x)


def depthwise(x, strides, name, number=""):
    x = layers.DepthwiseConv2D(3, strides=strides, padding="same", name=f"{name}/3x3dwconv{number}")(x)
    return layers.BatchNormalization(name=f"{name}/bn_3x3dwconv{number}")(x)


def half(x, number, name):
    """The first half of the channels (number 0) or the second."""
    middle = x.shape[-1] // 2
    start, stop = (0, middle) if number == 0 else (middle, x.shape[-1])
    return layers.Lambda(lambda image: image[..., start:stop], name=f"{name}/spl/sp{number}_slice")(x)


def unit(x, filters, strides, name):
    """A stride works on all channels, on both sides; without one, half of them pass by."""
    shortcut, y = (x, x) if strides > 1 else (half(x, 0, name), half(x, 1, name))
    y = activated(y, filters, name, "1x1conv_1", "1x1conv_1")
    y = depthwise(y, strides, name)
    y = activated(y, filters, name, "1x1conv_2", "1x1conv_2")
    if strides > 1:
        shortcut = depthwise(shortcut, strides, name, "_2")
        shortcut = activated(shortcut, filters, name, "1x1_conv_3", "1x1conv_3")
    y = layers.Concatenate(name=f"{name}/concat_{strides}")([y, shortcut])
    return layers.Lambda(channel_shuffle, arguments={"groups": 2}, name=name + "/channel_shuffle")(y)


def shufflenet_v2(width=1.0, input_shape=(224, 224, 3), classes=1000):
    inputs = layers.Input(shape=input_shape)
    x = layers.Conv2D(
        int(24 * width), 3, strides=2, padding="same", activation="relu", use_bias=False, name="conv1"
    )(inputs)
    x = layers.MaxPooling2D(3, strides=2, padding="same", name="maxpool1")(x)

    for stage, blocks in enumerate(BLOCKS, start=2):
        for block in range(1, blocks + 1):
            x = unit(x, int(116 * width) * 2 ** (stage - 2), 2 if block == 1 else 1, f"stage{stage}/block{block}")

    x = layers.Conv2D(1024, 1, padding="same", activation="relu", name="1x1conv5_out")(x)
    x = layers.GlobalMaxPooling2D(name="global_max_pool")(x)
    x = layers.Dense(classes, name="fc")(x)
    outputs = layers.Activation("softmax", name="softmax")(x)
    return models.Model(inputs, outputs, name=f"shufflenet_v2_{width}")
