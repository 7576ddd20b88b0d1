"""Inception-v3 (Szegedy et al., 2015) and Inception-ResNet-v2 (Szegedy et al., 2016), which share their first layers.

23,851,784 and 55,873,736 parameters with 1000 classes.
"""

from tensorflow.keras import layers, models


def convolution(x, filters, kernel_size, strides=1, padding="same", name=None):
    """Convolution, batch normalization without a scale, ReLU."""
    x = layers.Conv2D(filters, kernel_size, strides=strides, padding=padding, use_bias=False, name=name)(x)
    x = layers.BatchNormalization(scale=False, name=name and name + "_bn")(x)
    return layers.Activation("relu", name=name and name + "_ac")(x)


def branch(x, steps):
    """Each step is (filters, kernel), (filters, kernel, stride), or a kind of pooling; a stride of 2 halves without padding."""
    for step in steps:
        if step == "average":
            x = layers.AveragePooling2D(3, strides=1, padding="same")(x)
        elif step == "max":
            x = layers.MaxPooling2D(3, strides=2)(x)
        else:
            filters, kernel_size, *strides = step
            x = convolution(x, filters, kernel_size, *strides, padding="valid" if strides else "same")
    return x


def module(x, branches, name):
    """Several views of the same image, stacked."""
    return layers.Concatenate(name=name)([branch(x, steps) for steps in branches])


def stem(inputs):
    """To an eighth of the height and width, without a branch."""
    x = convolution(inputs, 32, 3, strides=2, padding="valid")
    x = convolution(x, 32, 3, padding="valid")
    x = convolution(x, 64, 3)
    x = layers.MaxPooling2D(3, strides=2)(x)
    x = convolution(x, 80, 1, padding="valid")
    x = convolution(x, 192, 3, padding="valid")
    return layers.MaxPooling2D(3, strides=2)(x)


def module_35(x, single, pooled, name):
    """Kernels of 1x1, 5x5 and twice 3x3, and a pooling; `single` and `pooled` are the filters of the first and the last branch."""
    branches = [[(single, 1)], [(48, 1), (64, 5)], [(64, 1), (96, 3), (96, 3)], ["average", (pooled, 1)]]
    return module(x, branches, name)


def module_17(x, filters, name):
    """7x7 kernels as a row and a column each."""
    row, column = (1, 7), (7, 1)
    once = [(filters, 1), (filters, row), (192, column)]
    twice = [(filters, 1), (filters, column), (filters, row), (filters, column), (192, row)]
    return module(x, [[(192, 1)], once, twice, ["average", (192, 1)]], name)


def module_8(x, index):
    """The last modules fork within their branches: a row beside a column."""

    def forked(x, name=None):
        return layers.Concatenate(name=name)([convolution(x, 384, (1, 3)), convolution(x, 384, (3, 1))])

    branches = [
        branch(x, [(320, 1)]),
        forked(branch(x, [(384, 1)]), name=f"mixed9_{index}"),
        forked(branch(x, [(448, 1), (384, 3)])),
        branch(x, ["average", (192, 1)]),
    ]
    return layers.Concatenate(name=f"mixed{9 + index}")(branches)


def inception_v3_features(inputs):
    x = stem(inputs)
    for index, pooled in enumerate((32, 64, 64)):
        x = module_35(x, 64, pooled, f"mixed{index}")
    x = module(x, [[(384, 3, 2)], [(64, 1), (96, 3), (96, 3, 2)], ["max"]], "mixed3")
    for index, filters in enumerate((128, 160, 160, 192), start=4):
        x = module_17(x, filters, f"mixed{index}")
    x = module(x, [[(192, 1), (320, 3, 2)], [(192, 1), (192, (1, 7)), (192, (7, 1)), (192, 3, 2)], ["max"]], "mixed8")
    for index in range(2):
        x = module_8(x, index)
    return x


# Inception-ResNet-v2: the branches of the three kinds of residual blocks.
RESIDUAL_BRANCHES = {
    "block35": [[(32, 1)], [(32, 1), (32, 3)], [(32, 1), (48, 3), (64, 3)]],
    "block17": [[(192, 1)], [(128, 1), (160, (1, 7)), (192, (7, 1))]],
    "block8": [[(192, 1)], [(192, 1), (224, (1, 3)), (256, (3, 1))]],
}


def scaled_sum(x, residual, scale, name):
    """A residual is scaled down before it is added: the network would not learn otherwise."""
    shape = x.shape[1:]
    weigh = layers.Lambda(lambda pair, scale: pair[0] + scale * pair[1], shape, arguments={"scale": scale}, name=name)
    return weigh([x, residual])


def residual_block(x, kind, index, scale, add, relu=True):
    name = f"{kind}_{index}"
    mixed = module(x, RESIDUAL_BRANCHES[kind], name + "_mixed")
    residual = layers.Conv2D(x.shape[-1], 1, padding="same", name=name + "_conv")(mixed)
    x = add(x, residual, scale, name)
    return layers.Activation("relu", name=name + "_ac")(x) if relu else x


def inception_resnet_v2_features(inputs, add=scaled_sum):
    """`add` makes the scaled sum of a block."""
    x = module_35(stem(inputs), 96, 64, "mixed_5b")
    for index in range(1, 11):
        x = residual_block(x, "block35", index, scale=0.17, add=add)
    x = module(x, [[(384, 3, 2)], [(256, 1), (256, 3), (384, 3, 2)], ["max"]], "mixed_6a")
    for index in range(1, 21):
        x = residual_block(x, "block17", index, scale=0.1, add=add)
    reduced = [[(256, 1), (384, 3, 2)], [(256, 1), (288, 3, 2)], [(256, 1), (288, 3), (320, 3, 2)], ["max"]]
    x = module(x, reduced, "mixed_7a")
    for index in range(1, 10):
        x = residual_block(x, "block8", index, scale=0.2, add=add)
    x = residual_block(x, "block8", 10, scale=1.0, add=add, relu=False)
    return convolution(x, 1536, 1, name="conv_7b")


def classifier(features, classes):
    x = layers.GlobalAveragePooling2D(name="avg_pool")(features)
    return layers.Dense(classes, activation="softmax", name="predictions")(x)


def inception_v3(input_shape=(224, 224, 3), classes=1000):
    inputs = layers.Input(shape=input_shape)
    return models.Model(inputs, classifier(inception_v3_features(inputs), classes), name="inception_v3")


def inception_resnet_v2(input_shape=(224, 224, 3), classes=1000):
    inputs = layers.Input(shape=input_shape)
    outputs = classifier(inception_resnet_v2_features(inputs), classes)
    return models.Model(inputs, outputs, name="inception_resnet_v2")
