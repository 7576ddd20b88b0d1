"""Xception (Chollet, 2016): separable convolutions with shortcuts. 22,910,480 parameters with 1000 classes."""

from tensorflow.keras import layers, models


def normalized(x, name=None):
    return layers.BatchNormalization(name=name and name + "_bn")(x)


def separable(x, filters, name):
    x = layers.SeparableConv2D(filters, 3, padding="same", use_bias=False, name=name)(x)
    return normalized(x, name)


def convolution(x, filters, strides, name):
    x = layers.Conv2D(filters, 3, strides=strides, use_bias=False, name=name)(x)
    return layers.Activation("relu", name=name + "_act")(normalized(x, name))


def halving_block(x, filters, name, relu_first=True):
    """Two separable convolutions and a pooling, beside a shortcut that is projected."""
    shortcut = layers.Conv2D(filters[1], 1, strides=2, padding="same", use_bias=False)(x)
    shortcut = normalized(shortcut)
    for index, number in enumerate(filters, start=1):
        if index > 1 or relu_first:
            x = layers.Activation("relu", name=f"{name}_sepconv{index}_act")(x)
        x = separable(x, number, f"{name}_sepconv{index}")
    x = layers.MaxPooling2D(3, strides=2, padding="same", name=name + "_pool")(x)
    return layers.add([x, shortcut])


def middle_block(x, name):
    """Three separable convolutions beside a shortcut."""
    y = x
    for index in (1, 2, 3):
        y = layers.Activation("relu", name=f"{name}_sepconv{index}_act")(y)
        y = separable(y, 728, f"{name}_sepconv{index}")
    return layers.add([y, x])


def features(inputs):
    x = convolution(inputs, 32, 2, "block1_conv1")
    x = convolution(x, 64, 1, "block1_conv2")
    x = halving_block(x, (128, 128), "block2", relu_first=False)
    x = halving_block(x, (256, 256), "block3")
    x = halving_block(x, (728, 728), "block4")
    for block in range(5, 13):
        x = middle_block(x, f"block{block}")
    x = halving_block(x, (728, 1024), "block13")
    for index, filters in enumerate((1536, 2048), start=1):
        name = f"block14_sepconv{index}"
        x = layers.Activation("relu", name=name + "_act")(separable(x, filters, name))
    return x


def xception(input_shape=(224, 224, 3), classes=1000):
    inputs = layers.Input(shape=input_shape)
    x = layers.GlobalAveragePooling2D(name="avg_pool")(features(inputs))
    outputs = layers.Dense(classes, activation="softmax", name="predictions")(x)
    return models.Model(inputs, outputs, name="xception")
