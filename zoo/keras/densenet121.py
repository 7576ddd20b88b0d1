"""DenseNet-121 (Huang et al., 2016) as Keras 2 shipped it: 8,062,504 parameters with 1000 classes.

`blocks=(6, 12, 32, 32)` makes DenseNet-169 of it, `(6, 12, 48, 32)` DenseNet-201.
"""

from tensorflow.keras import layers, models

EPSILON = 1.001e-5


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


def densenet121(input_shape=(224, 224, 3), blocks=(6, 12, 24, 16), growth_rate=32, classes=1000):
    inputs = layers.Input(shape=input_shape)
    x = layers.ZeroPadding2D(((3, 3), (3, 3)))(inputs)
    x = layers.Conv2D(64, 7, strides=2, use_bias=False, name="conv1/conv")(x)
    x = activated(x, "conv1/bn", "conv1/relu")
    x = layers.ZeroPadding2D(((1, 1), (1, 1)))(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1")(x)

    for stage, number in enumerate(blocks, start=2):
        if stage > 2:
            x = transition(x, name=f"pool{stage - 1}")
        x = dense_block(x, number, growth_rate, name=f"conv{stage}")

    x = activated(x, "bn", "relu")
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    outputs = layers.Dense(classes, activation="softmax", name=f"fc{classes}")(x)
    return models.Model(inputs, outputs, name="densenet121")
