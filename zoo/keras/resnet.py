"""ResNet of bottlenecks (He et al., 2015) with the layer names that Keras has used since 2.2.3; `resnet50.py` has the older
ones. The first convolution of a block carries its stride. With 1000 classes ResNet-101 has 44,707,176 parameters, ResNet-152 60,419,944.
"""

from tensorflow.keras import layers, models

EPSILON = 1.001e-5

# Per depth: the blocks of the four stages, which have 64, 128, 256 and 512 filters inside their blocks.
BLOCKS = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def stem(x):
    """A quarter of the height and width at 64 channels."""
    x = layers.ZeroPadding2D(3, name="conv1_pad")(x)
    x = layers.Conv2D(64, 7, strides=2, name="conv1_conv")(x)
    x = layers.BatchNormalization(epsilon=EPSILON, name="conv1_bn")(x)
    x = layers.Activation("relu", name="conv1_relu")(x)
    x = layers.ZeroPadding2D(1, name="pool1_pad")(x)
    return layers.MaxPooling2D(3, strides=2, name="pool1_pool")(x)


def convolution(x, filters, kernel_size, name, strides=1):
    """Convolution and batch normalization; `name` lacks the endings "_conv" and "_bn"."""
    padding = "same" if kernel_size > 1 else "valid"
    x = layers.Conv2D(filters, kernel_size, strides=strides, padding=padding, name=name + "_conv")(x)
    return layers.BatchNormalization(epsilon=EPSILON, name=name + "_bn")(x)


def bottleneck(x, filters, strides, project, name):
    """1x1, 3x3 and 1x1 convolutions beside a shortcut, which is projected where the shape changes."""
    shortcut = convolution(x, 4 * filters, 1, name + "_0", strides) if project else x
    y = convolution(x, filters, 1, name + "_1", strides)
    y = layers.Activation("relu", name=name + "_1_relu")(y)
    y = convolution(y, filters, 3, name + "_2")
    y = layers.Activation("relu", name=name + "_2_relu")(y)
    y = convolution(y, 4 * filters, 1, name + "_3")
    y = layers.Add(name=name + "_add")([shortcut, y])
    return layers.Activation("relu", name=name + "_out")(y)


def body(x, depth):
    """From the image to 2048 channels at a thirty-second of its height and width."""
    x = stem(x)
    for stage, blocks in enumerate(BLOCKS[depth], start=2):
        for block in range(1, blocks + 1):
            strides = 2 if stage > 2 and block == 1 else 1
            x = bottleneck(x, 32 * 2 ** (stage - 1), strides, project=block == 1, name=f"conv{stage}_block{block}")
    return x


def resnet(depth, input_shape, classes):
    inputs = layers.Input(shape=input_shape)
    x = layers.GlobalAveragePooling2D(name="avg_pool")(body(inputs, depth))
    outputs = layers.Dense(classes, activation="softmax", name="probs")(x)
    return models.Model(inputs, outputs, name=f"resnet{depth}")


def resnet101(input_shape=(224, 224, 3), classes=1000):
    return resnet(101, input_shape, classes)


def resnet152(input_shape=(224, 224, 3), classes=1000):
    return resnet(152, input_shape, classes)
