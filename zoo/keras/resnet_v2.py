"""ResNet V2 (He et al., 2016): every convolution follows a normalization and ReLU of its own, nothing is done to the sums.

With 1000 classes ResNet-50V2 has 25,613,800 parameters, ResNet-101V2 44,675,560, ResNet-152V2 60,380,648. Unlike V1, the last
block of a stage carries its stride.
"""

from tensorflow.keras import layers, models

from .resnet import BLOCKS, EPSILON


def activated(x, name):
    """Batch normalization and ReLU; `name` lacks the endings "_bn" and "_relu"."""
    x = layers.BatchNormalization(epsilon=EPSILON, name=name + "_bn")(x)
    return layers.Activation("relu", name=name + "_relu")(x)


def bottleneck(x, filters, strides, project, name):
    """1x1, 3x3 and 1x1 convolutions beside a shortcut, which is projected, or thinned out where there is a stride."""
    y = activated(x, name + "_preact")
    if project:
        shortcut = layers.Conv2D(4 * filters, 1, strides=strides, name=name + "_0_conv")(y)
    elif strides > 1:
        shortcut = layers.MaxPooling2D(1, strides=strides)(x)
    else:
        shortcut = x

    y = layers.Conv2D(filters, 1, use_bias=False, name=name + "_1_conv")(y)
    y = activated(y, name + "_1")
    y = layers.ZeroPadding2D(1, name=name + "_2_pad")(y)
    y = layers.Conv2D(filters, 3, strides=strides, use_bias=False, name=name + "_2_conv")(y)
    y = activated(y, name + "_2")
    y = layers.Conv2D(4 * filters, 1, name=name + "_3_conv")(y)
    return layers.Add(name=name + "_out")([shortcut, y])


def body(x, depth):
    """From the image to 2048 channels at a thirty-second of its height and width."""
    x = layers.ZeroPadding2D(3, name="conv1_pad")(x)
    x = layers.Conv2D(64, 7, strides=2, name="conv1_conv")(x)
    x = layers.ZeroPadding2D(1, name="pool1_pad")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1_pool")(x)
    for stage, blocks in enumerate(BLOCKS[depth], start=2):
        for block in range(1, blocks + 1):
            strides = 2 if stage < 5 and block == blocks else 1
            x = bottleneck(x, 32 * 2 ** (stage - 1), strides, project=block == 1, name=f"conv{stage}_block{block}")
    return activated(x, "post")


def resnet_v2(depth, input_shape, classes):
    inputs = layers.Input(shape=input_shape)
    x = layers.GlobalAveragePooling2D(name="avg_pool")(body(inputs, depth))
    outputs = layers.Dense(classes, activation="softmax", name="probs")(x)
    return models.Model(inputs, outputs, name=f"resnet{depth}v2")


def resnet50v2(input_shape=(224, 224, 3), classes=1000):
    return resnet_v2(50, input_shape, classes)


def resnet101v2(input_shape=(224, 224, 3), classes=1000):
    return resnet_v2(101, input_shape, classes)


def resnet152v2(input_shape=(224, 224, 3), classes=1000):
    return resnet_v2(152, input_shape, classes)
