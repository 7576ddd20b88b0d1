"""MnasNet (Tan et al., 2018): found by a search that measured on a phone. 4,251,760 parameters at width 1 with 1000 classes.

As in the benchmark of Bouzidi et al. (2020): without squeeze-and-excitation, and with a ReLU6 behind the first projection.
"""

from tensorflow.keras import layers, models

# Per stage: expansion within a block, kernel, filters at width 1, number of blocks, stride of the first one.
STAGES = (
    (3, 3, 24, 3, 2),
    (3, 5, 40, 3, 2),
    (6, 5, 80, 3, 2),
    (6, 3, 96, 2, 1),
    (6, 5, 192, 4, 2),
    (6, 3, 320, 1, 1),
)


def divisible(channels, divisor=8):
    """The nearest multiple of the divisor, but never less than nine tenths of what was asked for."""
    rounded = max(divisor, int(channels + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * channels else rounded


def convolution(x, filters, kernel_size=1, strides=1, relu=True):
    x = layers.Conv2D(filters, kernel_size, strides=strides, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.999)(x)
    return layers.ReLU(6.0)(x) if relu else x


def depthwise(x, kernel_size, strides=1):
    x = layers.DepthwiseConv2D(kernel_size, strides=strides, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.999)(x)
    return layers.ReLU(6.0)(x)


def inverted_residual(x, expansion, kernel_size, filters, strides):
    """Expand, filter depthwise, project; beside a shortcut where the shape stays."""
    channels = x.shape[-1]
    y = convolution(x, expansion * channels)
    y = depthwise(y, kernel_size, strides)
    y = convolution(y, filters, relu=False)
    return layers.Add()([x, y]) if strides == 1 and channels == filters else y


def mnasnet(input_shape=(224, 224, 3), alpha=1.0, classes=1000):
    inputs = layers.Input(shape=input_shape)
    x = convolution(inputs, divisible(32 * alpha), 3, strides=2)
    x = depthwise(x, 3)
    x = convolution(x, divisible(16 * alpha))

    for expansion, kernel_size, filters, blocks, first_stride in STAGES:
        for block in range(blocks):
            strides = first_stride if block == 0 else 1
            x = inverted_residual(x, expansion, kernel_size, divisible(filters * alpha), strides)

    x = convolution(x, divisible(1152 * alpha))
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(classes, activation="softmax")(x)
    return models.Model(inputs, outputs)
