"""Squeeze and excitation (Hu et al., 2017): a block's channels are weighed by what the whole image says. SENet-154 is the
authors' own network for it, of 7,330 layers since every group of channels has its own; `seresnet.py` and `seresnext.py` do
the same in other networks.
"""

import tensorflow as tf
from tensorflow.keras import layers, models

from .resnext import grouped_convolution

EPSILON = 1e-5

# Blocks of the four stages, which end in 256, 512, 1024 and 2048 channels.
BLOCKS = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3), 154: (3, 8, 36, 3)}


def squeeze_and_excite(x, reduction=16):
    """Channels times a number from 0 to 1 each, which two small dense layers make of their means."""
    filters = x.shape[-1]
    y = layers.GlobalAveragePooling2D()(x)
    y = layers.Lambda(lambda means: means[:, tf.newaxis, tf.newaxis, :])(y)
    y = layers.Conv2D(filters // reduction, 1)(y)
    y = layers.Activation("relu")(y)
    y = layers.Conv2D(filters, 1)(y)
    y = layers.Activation("sigmoid")(y)
    return layers.Multiply()([x, y])


def normalized(x, relu=True):
    x = layers.BatchNormalization(epsilon=EPSILON)(x)
    return layers.Activation("relu")(x) if relu else x


def convolution(x, filters, kernel_size, strides=1):
    """A 3x3 or larger kernel is padded by hand, so that its stride starts at the corner."""
    if kernel_size > 1:
        x = layers.ZeroPadding2D(kernel_size // 2)(x)
    return layers.Conv2D(filters, kernel_size, strides=strides, use_bias=False)(x)


def grouped_bottleneck(x, filters, strides, groups, inside, narrowing):
    """`inside` filters of the grouped convolution; the first one has so many divided by `narrowing`."""
    x = normalized(convolution(x, inside // narrowing, 1))
    x = layers.ZeroPadding2D(1)(x)
    x = normalized(grouped_convolution(x, inside, groups, strides))
    return normalized(convolution(x, filters, 1), relu=False)


def senet_bottleneck(x, filters, strides):
    return grouped_bottleneck(x, filters, strides, groups=64, inside=filters, narrowing=2)


def excited_block(x, bottleneck, filters, strides, project, shortcut_kernel):
    """A bottleneck whose channels are weighed before it is added to the shortcut."""
    y = bottleneck(x, filters, strides)
    if project:
        x = normalized(convolution(x, filters, shortcut_kernel, strides), relu=False)
    y = squeeze_and_excite(y)
    y = layers.Add()([y, x])
    return layers.Activation("relu")(y)


def stem(x, small_kernels):
    """A quarter of the height and width, by one 7x7 convolution or three of 3x3."""
    if small_kernels:
        for filters, strides in ((64, 2), (64, 1), (128, 1)):
            x = normalized(convolution(x, filters, 3, strides))
    else:
        x = normalized(convolution(x, 64, 7, strides=2))
    x = layers.ZeroPadding2D(1)(x)
    return layers.MaxPooling2D(3, strides=2)(x)


def senet(depth, bottleneck, input_shape, classes, name, small_kernels=False, dropout=None):
    inputs = layers.Input(shape=input_shape)
    x = stem(inputs, small_kernels)
    for stage, blocks in enumerate(BLOCKS[depth]):
        for block in range(blocks):
            first = block == 0
            x = excited_block(
                x,
                bottleneck,
                filters=256 * 2**stage,
                strides=2 if stage > 0 and first else 1,
                project=first,
                shortcut_kernel=3 if small_kernels and stage > 0 else 1,
            )

    x = layers.GlobalAveragePooling2D()(x)
    if dropout is not None:
        x = layers.Dropout(dropout)(x)
    x = layers.Dense(classes)(x)
    outputs = layers.Activation("softmax", name="output")(x)
    return models.Model(inputs, outputs, name=name)


def senet154(input_shape=(224, 224, 3), classes=1000):
    return senet(154, senet_bottleneck, input_shape, classes, "senet154", small_kernels=True, dropout=0.2)
