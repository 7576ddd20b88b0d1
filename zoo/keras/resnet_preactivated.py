"""ResNet-18 and ResNet-34 (He et al., 2015) with the activations before the convolutions, as the MXNet models were trained:
11,699,889 and 21,814,763 parameters with 1000 classes, counting the normalization of the image itself.
"""

from tensorflow.keras import layers, models

EPSILON = 2e-5

# Per depth: the units of the four stages, which have 64, 128, 256 and 512 filters.
UNITS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}


def activated(x, normalization, activation):
    x = layers.BatchNormalization(epsilon=EPSILON, name=normalization)(x)
    return layers.Activation("relu", name=activation)(x)


def stem(x):
    """The image is normalized by the network itself; a quarter of its height and width is left at 64 channels."""
    x = layers.BatchNormalization(epsilon=EPSILON, scale=False, name="bn_data")(x)
    x = layers.ZeroPadding2D(3)(x)
    x = layers.Conv2D(64, 7, strides=2, use_bias=False, name="conv0")(x)
    x = activated(x, "bn0", "relu0")
    x = layers.ZeroPadding2D(1)(x)
    return layers.MaxPooling2D(3, strides=2, name="pooling0")(x)


def unit(x, filters, strides, project, name, excite=None):
    """Two 3x3 convolutions beside a shortcut; `excite` weighs the channels of what is added to it."""
    y = activated(x, name + "bn1", name + "relu1")
    shortcut = layers.Conv2D(filters, 1, strides=strides, use_bias=False, name=name + "sc")(y) if project else x
    y = layers.ZeroPadding2D(1)(y)
    y = layers.Conv2D(filters, 3, strides=strides, use_bias=False, name=name + "conv1")(y)
    y = activated(y, name + "bn2", name + "relu2")
    y = layers.ZeroPadding2D(1)(y)
    y = layers.Conv2D(filters, 3, use_bias=False, name=name + "conv2")(y)
    if excite is not None:
        y = excite(y)
    return layers.Add()([y, shortcut])


def preactivated(depth, input_shape, classes, name, excite=None):
    inputs = layers.Input(shape=input_shape)
    x = stem(inputs)
    for stage, units in enumerate(UNITS[depth], start=1):
        for index in range(1, units + 1):
            first = index == 1
            strides = 2 if stage > 1 and first else 1
            x = unit(x, 32 * 2**stage, strides, project=first, name=f"stage{stage}_unit{index}_", excite=excite)

    x = activated(x, "bn1", "relu1")
    x = layers.GlobalAveragePooling2D(name="pool1")(x)
    x = layers.Dense(classes, name="fc1")(x)
    outputs = layers.Activation("softmax", name="softmax")(x)
    return models.Model(inputs, outputs, name=name)


def resnet18(input_shape=(224, 224, 3), classes=1000):
    return preactivated(18, input_shape, classes, "resnet18")


def resnet34(input_shape=(224, 224, 3), classes=1000):
    return preactivated(34, input_shape, classes, "resnet34")
