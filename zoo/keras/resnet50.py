"""ResNet-50 (He et al., 2015) as Keras 2 shipped it: the first convolution of a block carries its stride.

25,636,712 parameters with 1000 classes. Layer names follow the original Caffe model.
"""

from tensorflow.keras import layers, models

# Per stage: its number in the layer names, the filters inside a block, the letters of its blocks, its first stride.
STAGES = (
    (2, 64, "abc", 1),
    (3, 128, "abcd", 2),
    (4, 256, "abcdef", 2),
    (5, 512, "abc", 2),
)


def convolution(x, filters, kernel_size, name, strides=1, padding="valid"):
    """Convolution and batch normalization; `name` is what follows "res" and "bn" in the names of the two."""
    x = layers.Conv2D(filters, kernel_size, strides=strides, padding=padding, name="res" + name)(x)
    return layers.BatchNormalization(name="bn" + name)(x)


def bottleneck(x, filters, stage, block, strides, project):
    """1x1, 3x3 and 1x1 convolutions beside a shortcut, which is projected where the shape changes."""
    branch = f"{stage}{block}_branch"
    y = convolution(x, filters, 1, branch + "2a", strides=strides)
    y = layers.Activation("relu")(y)
    y = convolution(y, filters, 3, branch + "2b", padding="same")
    y = layers.Activation("relu")(y)
    y = convolution(y, 4 * filters, 1, branch + "2c")
    shortcut = convolution(x, 4 * filters, 1, branch + "1", strides=strides) if project else x
    y = layers.add([y, shortcut])
    return layers.Activation("relu")(y)


def resnet50(input_shape=(224, 224, 3), classes=1000):
    inputs = layers.Input(shape=input_shape)
    x = layers.ZeroPadding2D(3, name="conv1_pad")(inputs)
    x = layers.Conv2D(64, 7, strides=2, name="conv1")(x)
    x = layers.BatchNormalization(name="bn_conv1")(x)
    x = layers.Activation("relu")(x)
    x = layers.ZeroPadding2D(1, name="pool1_pad")(x)
    x = layers.MaxPooling2D(3, strides=2)(x)

    for stage, filters, blocks, first_stride in STAGES:
        for index, block in enumerate(blocks):
            first = index == 0
            x = bottleneck(x, filters, stage, block, strides=first_stride if first else 1, project=first)

    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    outputs = layers.Dense(classes, activation="softmax", name=f"fc{classes}")(x)
    return models.Model(inputs, outputs, name="resnet50")
