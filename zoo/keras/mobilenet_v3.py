"""MobileNetV3 (Howard et al., 2019) as in the benchmark of Bouzidi et al. (2020): 10,037,304 parameters for the large network and
4,320,632 for the small one, with 1000 classes.

Its convolutions keep their bias in front of a normalization, its squeeze-and-excitation does not squeeze, and a width other than 1
widens what a block gives but not what it computes with.
"""

from tensorflow.keras import backend, layers, models


def relu6(x):
    return backend.relu(x, max_value=6.0)


def hard_swish(x):
    return x * backend.relu(x + 3.0, max_value=6.0) / 6.0


# Per block: kernel, expanded filters, filters at width 1, whether channels are weighed, activation, stride (Tables 1 and 2).
LARGE = (
    (3, 16, 16, False, relu6, 1),
    (3, 64, 24, False, relu6, 2),
    (3, 72, 24, False, relu6, 1),
    (5, 72, 40, True, relu6, 2),
    (5, 120, 40, True, relu6, 1),
    (5, 120, 40, True, relu6, 1),
    (3, 240, 80, False, hard_swish, 2),
    (3, 200, 80, False, hard_swish, 1),
    (3, 184, 80, False, hard_swish, 1),
    (3, 184, 80, False, hard_swish, 1),
    (3, 480, 112, True, hard_swish, 1),
    (3, 672, 112, True, hard_swish, 1),
    (5, 672, 160, True, hard_swish, 2),
    (5, 960, 160, True, hard_swish, 1),
    (5, 960, 160, True, hard_swish, 1),
)
SMALL = (
    (3, 16, 16, True, relu6, 2),
    (3, 72, 24, False, relu6, 2),
    (3, 88, 24, False, relu6, 1),
    (5, 96, 40, True, hard_swish, 2),
    (5, 240, 40, True, hard_swish, 1),
    (5, 240, 40, True, hard_swish, 1),
    (5, 120, 48, True, hard_swish, 1),
    (5, 144, 48, True, hard_swish, 1),
    (5, 288, 96, True, hard_swish, 2),
    (5, 576, 96, True, hard_swish, 1),
    (5, 576, 96, True, hard_swish, 1),
)


def convolution(x, filters, activation, kernel_size=1, strides=1):
    x = layers.Conv2D(filters, kernel_size, strides=strides, padding="same")(x)
    return activated(x, activation)


def activated(x, activation):
    x = layers.BatchNormalization()(x)
    return x if activation is None else layers.Activation(activation)(x)


def squeeze_and_excite(x):
    channels = x.shape[-1]
    weights = layers.GlobalAveragePooling2D()(x)
    weights = layers.Dense(channels, activation="relu")(weights)
    weights = layers.Dense(channels, activation="hard_sigmoid")(weights)
    weights = layers.Reshape((1, 1, channels))(weights)
    return layers.Multiply()([x, weights])


def bottleneck(x, kernel_size, expanded, filters, weigh, activation, strides, alpha):
    """The shortcut is where the shape would stay at width 1, so that only that width has any."""
    y = convolution(x, expanded, activation)
    y = layers.DepthwiseConv2D(kernel_size, strides=strides, padding="same")(y)
    y = activated(y, activation)
    if weigh:
        y = squeeze_and_excite(y)
    y = convolution(y, int(alpha * filters), None)
    return layers.Add()([y, x]) if strides == 1 and x.shape[-1] == filters else y


def mobilenet_v3(blocks, last_filters, input_shape, alpha, classes):
    inputs = layers.Input(shape=input_shape)
    x = convolution(inputs, 16, hard_swish, 3, strides=2)
    for kernel_size, expanded, filters, weigh, activation, strides in blocks:
        x = bottleneck(x, kernel_size, expanded, filters, weigh, activation, strides, alpha)
    x = convolution(x, last_filters, hard_swish)

    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Reshape((1, 1, last_filters))(x)
    x = layers.Conv2D(1280, 1, padding="same")(x)
    x = layers.Activation(hard_swish)(x)
    x = layers.Conv2D(classes, 1, padding="same", activation="softmax")(x)
    outputs = layers.Reshape((classes,))(x)
    return models.Model(inputs, outputs)


def mobilenet_v3_large(input_shape=(224, 224, 3), alpha=1.0, classes=1000):
    return mobilenet_v3(LARGE, 960, input_shape, alpha, classes)


def mobilenet_v3_small(input_shape=(224, 224, 3), alpha=1.0, classes=1000):
    return mobilenet_v3(SMALL, 576, input_shape, alpha, classes)
