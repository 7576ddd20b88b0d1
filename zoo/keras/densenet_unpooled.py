"""DenseNet-161 and DenseNet-264 (Huang et al., 2016) in the form in which they were measured: one dense layer classifies every
place of the last image, without pooling before it. `densenet.py` has the usual form, and other layer names.
"""

from tensorflow.keras import layers, models

EPSILON = 1.1e-5

# Per depth: the blocks of the four stages, and the channels that each of them adds.
VARIANTS = {161: ((6, 12, 36, 24), 48), 264: ((6, 12, 64, 48), 32)}


def activated(x, name):
    x = layers.BatchNormalization(epsilon=EPSILON, name=name + "_bn")(x)
    return layers.Activation("relu")(x)


def convolution(x, filters, kernel_size, name, strides=1):
    return layers.Conv2D(
        filters, kernel_size, strides=strides, padding="same", use_bias=False, name=name + "_conv2D"
    )(x)


def block(x, growth_rate, name):
    """Adds `growth_rate` channels to all those before it."""
    y = activated(x, name)
    y = convolution(y, 4 * growth_rate, 1, name + "_bottleneck")
    y = activated(y, name + "_bottleneck")
    y = convolution(y, growth_rate, 3, name)
    return layers.concatenate([x, y])


def transition(x, name):
    """Half the channels at half the height and width."""
    x = activated(x, name)
    x = convolution(x, x.shape[-1] // 2, 1, name)
    return layers.AveragePooling2D(2, strides=2)(x)


def densenet(depth, input_shape, classes):
    stages, growth_rate = VARIANTS[depth]
    inputs = layers.Input(shape=input_shape)
    x = convolution(inputs, 2 * growth_rate, 7, "initial", strides=2)
    x = activated(x, "initial")
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)

    for stage, blocks in enumerate(stages):
        if stage > 0:
            x = transition(x, f"tr_{stage - 1}")
        for index in range(blocks):
            x = block(x, growth_rate, f"dense_{stage}_{index}")

    outputs = layers.Dense(classes, activation="softmax")(activated(x, "final"))
    return models.Model(inputs, outputs, name=f"densenet{depth}")


def densenet161(input_shape=(224, 224, 3), classes=1000):
    return densenet(161, input_shape, classes)


def densenet264(input_shape=(224, 224, 3), classes=1000):
    return densenet(264, input_shape, classes)
