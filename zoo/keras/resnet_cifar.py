"""The small residual networks for 32x32 images: V1 (He et al., 2015) of 6n + 2 layers, V2 (He et al., 2016) of 9n + 2.

Three stages of n blocks each; from one to the next, height and width halve. ResNet-200 of the measurements is one of these too.
"""

from tensorflow.keras import layers, models

FILTERS = 16


def stages(blocks):
    """Stage, and the stride of a block: 2 where a stage other than the first begins."""
    for stage in range(3):
        for block in range(blocks):
            yield stage, block == 0, 2 if stage > 0 and block == 0 else 1


def convolution(x, filters, kernel_size, strides=1):
    return layers.Conv2D(filters, kernel_size, strides=strides, padding="same")(x)


def activated(x, relu=True):
    x = layers.BatchNormalization()(x)
    return layers.Activation("relu")(x) if relu else x


def block_v1(x, filters, strides):
    """Two 3x3 convolutions; the sum with the shortcut is activated."""
    y = activated(convolution(x, filters, 3, strides))
    y = activated(convolution(y, filters, 3), relu=False)
    if strides > 1:
        x = convolution(x, filters, 1, strides)
    return layers.Activation("relu")(layers.add([x, y]))


def block_v2(x, filters, filters_out, strides, activate, project):
    """1x1, 3x3 and 1x1 convolutions, each of what is activated before; nothing is done to the sum."""
    y = activated(x) if activate else x
    y = convolution(y, filters, 1, strides)
    y = convolution(activated(y), filters, 3)
    y = convolution(activated(y), filters_out, 1)
    if project:
        x = convolution(x, filters_out, 1, strides)
    return layers.add([x, y])


def classified(x, classes):
    x = layers.AveragePooling2D(8)(x)
    return layers.Dense(classes, activation="softmax")(layers.Flatten()(x))


def resnet_v1(depth=20, input_shape=(32, 32, 3), classes=10):
    if (depth - 2) % 6 != 0:
        raise ValueError(f"the depth is 6n + 2, not {depth}")
    inputs = layers.Input(shape=input_shape)
    x = activated(convolution(inputs, FILTERS, 3))
    for stage, _, strides in stages((depth - 2) // 6):
        x = block_v1(x, FILTERS * 2**stage, strides)
    return models.Model(inputs, classified(x, classes), name=f"resnet{depth}v1")


def resnet_v2(depth=20, input_shape=(32, 32, 3), classes=10):
    if (depth - 2) % 9 != 0:
        raise ValueError(f"the depth is 9n + 2, not {depth}")
    inputs = layers.Input(shape=input_shape)
    x = activated(convolution(inputs, FILTERS, 3))
    filters = filters_out = FILTERS
    for stage, first, strides in stages((depth - 2) // 9):
        if first:
            filters, filters_out = filters_out, filters_out * (4 if stage == 0 else 2)
        # The very first block begins where the stem has just activated.
        x = block_v2(x, filters, filters_out, strides, activate=stage > 0 or not first, project=first)
    return models.Model(inputs, classified(activated(x), classes), name=f"resnet{depth}v2")
