"""DenseNet (Huang et al., 2016) as Keras ships it. With 1000 classes DenseNet-121 has 8,062,504 parameters, DenseNet-169
14,307,880, DenseNet-201 20,242,984. `densenet_unpooled.py` has the two deeper ones.
"""

from tensorflow.keras import layers, models

EPSILON = 1.001e-5

# Per depth: the blocks of the four stages.
BLOCKS = {121: (6, 12, 24, 16), 169: (6, 12, 32, 32), 201: (6, 12, 48, 32)}


def activated(x, normalization, activation):
    x = layers.BatchNormalization(epsilon=EPSILON, name=normalization)(x)
    return layers.Activation("relu", name=activation)(x)


def dense_block(x, blocks, growth_rate, name):
    """Every block adds `growth_rate` channels to all those before it."""
    for index in range(1, blocks + 1):
        prefix = f"{name}_block{index}"
        y = activated(x, prefix + "_0_bn", prefix + "_0_relu")
        y = layers.Conv2D(4 * growth_rate, 1, use_bias=False, name=prefix + "_1_conv")(y)
        y = activated(y, prefix + "_1_bn", prefix + "_1_relu")
        y = layers.Conv2D(growth_rate, 3, padding="same", use_bias=False, name=prefix + "_2_conv")(y)
        x = layers.Concatenate(name=prefix + "_concat")([x, y])
    return x


def transition(x, name):
    """Half the channels at half the height and width."""
    x = activated(x, name + "_bn", name + "_relu")
    x = layers.Conv2D(x.shape[-1] // 2, 1, use_bias=False, name=name + "_conv")(x)
    return layers.AveragePooling2D(2, strides=2, name=name + "_pool")(x)


def body(x, depth, stem="conv1/", growth_rate=32):
    """From the image to features at a thirty-second of its height and width; `stem` begins the names of the first layers."""
    x = layers.ZeroPadding2D(((3, 3), (3, 3)))(x)
    x = layers.Conv2D(64, 7, strides=2, use_bias=False, name=stem + "conv")(x)
    x = activated(x, stem + "bn", stem + "relu")
    x = layers.ZeroPadding2D(((1, 1), (1, 1)))(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1")(x)

    for stage, number in enumerate(BLOCKS[depth], start=2):
        if stage > 2:
            x = transition(x, name=f"pool{stage - 1}")
        x = dense_block(x, number, growth_rate, name=f"conv{stage}")
    return activated(x, "bn", "relu")


def densenet(depth, input_shape, classes):
    inputs = layers.Input(shape=input_shape)
    x = layers.GlobalAveragePooling2D(name="avg_pool")(body(inputs, depth))
    outputs = layers.Dense(classes, activation="softmax", name=f"fc{classes}")(x)
    return models.Model(inputs, outputs, name=f"densenet{depth}")


def densenet121(input_shape=(224, 224, 3), classes=1000):
    return densenet(121, input_shape, classes)


def densenet169(input_shape=(224, 224, 3), classes=1000):
    return densenet(169, input_shape, classes)


def densenet201(input_shape=(224, 224, 3), classes=1000):
    return densenet(201, input_shape, classes)
