"""ResNeXt-50 and ResNeXt-101 (Xie et al., 2016) of 32 groups, as they were written before `Conv2D` had `groups`: every group is
a slice of the channels with a convolution of its own, so that there are thousands of layers. 25,097,137 parameters with 1000
classes for ResNeXt-50, 44,315,569 for ResNeXt-101.
"""

from tensorflow.keras import layers, models

from .resnet_preactivated import EPSILON, activated, stem

GROUPS = 32

# Per depth: the units of the four stages, which have 128, 256, 512 and 1024 filters inside their units.
UNITS = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3)}


def channels(x, start, stop):
    return layers.Lambda(lambda image: image[..., start:stop])(x)


def grouped_convolution(x, filters, groups, strides=1, padding="valid"):
    """A 3x3 convolution within each of the groups of channels."""
    inside, outside = x.shape[-1] // groups, filters // groups
    parts = [
        layers.Conv2D(outside, 3, strides=strides, padding=padding, use_bias=False)(part)
        for part in [channels(x, inside * group, inside * (group + 1)) for group in range(groups)]
    ]
    return layers.Concatenate()(parts)


def convolution(x, filters, name, normalization, strides=1):
    x = layers.Conv2D(filters, 1, strides=strides, use_bias=False, name=name)(x)
    return layers.BatchNormalization(epsilon=EPSILON, name=normalization)(x)


def unit(x, filters, strides, project, name):
    """1x1, grouped 3x3 and 1x1 convolutions beside a shortcut, which is projected where the shape changes."""
    y = convolution(x, filters, name + "conv1", name + "bn1")
    y = layers.Activation("relu", name=name + "relu1")(y)
    y = layers.ZeroPadding2D(1)(y)
    y = grouped_convolution(y, filters, GROUPS, strides)
    y = activated(y, name + "bn2", name + "relu2")
    y = convolution(y, 2 * filters, name + "conv3", name + "bn3")
    shortcut = convolution(x, 2 * filters, name + "sc", name + "sc_bn", strides) if project else x
    y = layers.Add()([y, shortcut])
    return layers.Activation("relu", name=name + "relu")(y)


def resnext(depth, input_shape, classes):
    inputs = layers.Input(shape=input_shape)
    x = stem(inputs)
    for stage, units in enumerate(UNITS[depth], start=1):
        for index in range(1, units + 1):
            first = index == 1
            strides = 2 if stage > 1 and first else 1
            x = unit(x, 64 * 2**stage, strides, project=first, name=f"stage{stage}_unit{index}_")

    x = layers.GlobalAveragePooling2D(name="pool1")(x)
    x = layers.Dense(classes, name="fc1")(x)
    outputs = layers.Activation("softmax", name="softmax")(x)
    return models.Model(inputs, outputs, name=f"resnext{depth}")


def resnext50(input_shape=(224, 224, 3), classes=1000):
    return resnext(50, input_shape, classes)


def resnext101(input_shape=(224, 224, 3), classes=1000):
    return resnext(101, input_shape, classes)
