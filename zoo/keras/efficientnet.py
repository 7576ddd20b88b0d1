"""EfficientNet (Tan and Le, 2019): one small network, and larger ones that are wider, deeper and see larger images at once.

5,330,564 parameters for B0 with 1000 classes.
"""

import math

from tensorflow.keras import backend, layers, models

from .padding import padding_for_stride_2

# Per stage: expansion within a block, kernel, filters at width 1, number of blocks at depth 1, stride of the first one.
STAGES = (
    (1, 3, 16, 1, 1),
    (6, 3, 24, 2, 2),
    (6, 5, 40, 2, 2),
    (6, 3, 80, 3, 2),
    (6, 5, 112, 3, 1),
    (6, 5, 192, 4, 2),
    (6, 3, 320, 1, 1),
)

# Per network: width, depth, the images that it was made for, share of the features that training drops.
VARIANTS = {
    "b0": (1.0, 1.0, 224, 0.2),
    "b1": (1.0, 1.1, 240, 0.2),
    "b2": (1.1, 1.2, 260, 0.3),
    "b3": (1.2, 1.4, 300, 0.3),
    "b4": (1.4, 1.8, 380, 0.4),
    "b5": (1.6, 2.2, 456, 0.4),
    "b6": (1.8, 2.6, 528, 0.5),
    "b7": (2.0, 3.1, 600, 0.5),
}


class FixedDropout(layers.Dropout):
    """Drops whole images of a batch: the noise has the size of the batch, which Keras 2.3 does not take as None."""

    def _get_noise_shape(self, inputs):
        if self.noise_shape is None:
            return self.noise_shape
        shape = backend.shape(inputs)
        return tuple(shape[axis] if side is None else side for axis, side in enumerate(self.noise_shape))


def rounded_filters(filters, width, divisor=8):
    """The nearest multiple of the divisor, but never less than nine tenths of what was asked for."""
    filters = filters * width
    rounded = max(divisor, int(filters + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * filters else rounded


def activated(x, name, activation="activation"):
    x = layers.BatchNormalization(name=name)(x)
    return layers.Activation("swish", name=activation)(x)


def squeeze_and_excite(x, filters, name):
    """Weights of the channels, from the mean of each; `filters` is the width between the two layers that compute them."""
    channels = x.shape[-1]
    weights = layers.GlobalAveragePooling2D(name=name + "squeeze")(x)
    weights = layers.Reshape((1, 1, channels), name=name + "reshape")(weights)
    weights = layers.Conv2D(filters, 1, padding="same", activation="swish", name=name + "reduce")(weights)
    weights = layers.Conv2D(channels, 1, padding="same", activation="sigmoid", name=name + "expand")(weights)
    return layers.multiply([x, weights], name=name + "excite")


def padded(x, kernel_size, strides, by_hand, name):
    """The image and the padding that its convolution still has to do."""
    if strides == 1 or not by_hand:
        return x, "same"
    return layers.ZeroPadding2D(padding_for_stride_2(x, kernel_size), name=name)(x), "valid"


def inverted_residual(x, expansion, kernel_size, filters, strides, drop_rate, name, dropout, pad_by_hand):
    """Expand, filter depthwise, weigh the channels, project; beside a shortcut where the shape stays."""
    channels = x.shape[-1]
    y = x
    if expansion > 1:
        y = layers.Conv2D(channels * expansion, 1, padding="same", use_bias=False, name=name + "expand_conv")(y)
        y = activated(y, name + "expand_bn", name + "expand_activation")
    y, padding = padded(y, kernel_size, strides, pad_by_hand, name + "dwconv_pad")
    y = layers.DepthwiseConv2D(kernel_size, strides=strides, padding=padding, use_bias=False, name=name + "dwconv")(y)
    y = activated(y, name + "bn", name + "activation")
    y = squeeze_and_excite(y, max(1, channels // 4), name + "se_")
    y = layers.Conv2D(filters, 1, padding="same", use_bias=False, name=name + "project_conv")(y)
    y = layers.BatchNormalization(name=name + "project_bn")(y)
    if strides > 1 or channels != filters:
        return y
    if drop_rate > 0:
        y = dropout(drop_rate, noise_shape=(None, 1, 1, 1), name=name + "drop")(y)
    return layers.add([y, x], name=name + "add")


def features(x, width, depth, dropout, pad_by_hand, drop_connect=0.2):
    """`dropout` drops what a block adds to its shortcut; `pad_by_hand` leaves no padding to a convolution with a stride."""
    repeats = [math.ceil(depth * blocks) for _, _, _, blocks, _ in STAGES]
    x, padding = padded(x, 3, 2, pad_by_hand, "stem_conv_pad")
    x = layers.Conv2D(rounded_filters(32, width), 3, strides=2, padding=padding, use_bias=False, name="stem_conv")(x)
    x = activated(x, "stem_bn", "stem_activation")

    done = 0
    for stage, (expansion, kernel_size, filters, _, first_stride) in enumerate(STAGES):
        for block in range(repeats[stage]):
            x = inverted_residual(
                x,
                expansion,
                kernel_size,
                rounded_filters(filters, width),
                strides=first_stride if block == 0 else 1,
                drop_rate=drop_connect * done / sum(repeats),
                name=f"block{stage + 1}{chr(ord('a') + block)}_",
                dropout=dropout,
                pad_by_hand=pad_by_hand,
            )
            done += 1

    x = layers.Conv2D(rounded_filters(1280, width), 1, padding="same", use_bias=False, name="top_conv")(x)
    return activated(x, "top_bn", "top_activation")


def efficientnet(input_shape=(224, 224, 3), variant="b0", classes=1000):
    width, depth, _, rate = VARIANTS[variant]
    inputs = layers.Input(shape=input_shape)
    x = features(inputs, width, depth, FixedDropout, pad_by_hand=False)
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    x = layers.Dropout(rate, name="top_dropout")(x)
    outputs = layers.Dense(classes, activation="softmax", name="probs")(x)
    return models.Model(inputs, outputs, name=f"efficientnet-{variant}")
