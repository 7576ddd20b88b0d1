"""NASNet-A (Zoph et al., 2017): two cells found by search, repeated. 88,949,818 parameters for the large network and 5,326,716 for the
mobile one, with 1000 classes.
"""

from tensorflow.keras import layers, models

from .padding import padding_for_stride_2


def normalized(x, name):
    return layers.BatchNormalization(momentum=0.9997, epsilon=1e-3, name=name)(x)


def separable(x, filters, kernel_size, name, strides=1):
    """Two separable convolutions; the first one carries the stride."""
    x = layers.Activation("relu")(x)
    padding = "same"
    if strides == 2:
        x = layers.ZeroPadding2D(padding_for_stride_2(x, kernel_size), name=f"separable_conv_1_pad_{name}")(x)
        padding = "valid"
    x = layers.SeparableConv2D(
        filters, kernel_size, strides=strides, padding=padding, use_bias=False, name=f"separable_conv_1_{name}"
    )(x)
    x = normalized(x, f"separable_conv_1_bn_{name}")
    x = layers.Activation("relu")(x)
    x = layers.SeparableConv2D(
        filters, kernel_size, padding="same", use_bias=False, name=f"separable_conv_2_{name}"
    )(x)
    return normalized(x, f"separable_conv_2_bn_{name}")


def pointwise(x, filters, name):
    return layers.Conv2D(filters, 1, padding="same", use_bias=False, name=name)(x)


def adjusted(previous, current, filters, name):
    """The output of the cell before the last one, brought to the size of the last one's and to `filters` channels."""
    if previous is None:
        return current
    if previous.shape[-2] != current.shape[-2]:
        return factorized_reduction(previous, filters, name)
    if previous.shape[-1] != filters:
        x = layers.Activation("relu")(previous)
        return normalized(pointwise(x, filters, f"adjust_conv_projection_{name}"), f"adjust_bn_{name}")
    return previous


def factorized_reduction(x, filters, name):
    """Every second pixel, and those beside them: half of the channels from each."""
    x = layers.Activation("relu", name=f"adjust_relu_1_{name}")(x)
    even = layers.AveragePooling2D(1, strides=2, name=f"adjust_avg_pool_1_{name}")(x)
    even = pointwise(even, filters // 2, f"adjust_conv_1_{name}")
    odd = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)
    odd = layers.Cropping2D(((1, 0), (1, 0)))(odd)
    odd = layers.AveragePooling2D(1, strides=2, name=f"adjust_avg_pool_2_{name}")(odd)
    odd = pointwise(odd, filters // 2, f"adjust_conv_2_{name}")
    return normalized(layers.concatenate([even, odd]), f"adjust_bn_{name}")


def squeezed(x, filters, kind, name):
    x = layers.Activation("relu")(x)
    return normalized(pointwise(x, filters, f"{kind}_conv_1_{name}"), f"{kind}_bn_1_{name}")


def normal_cell(current, previous, filters, name):
    """Five sums of two, over the last cell's output and that of the one before it."""

    def average(x, place):
        return layers.AveragePooling2D(3, strides=1, padding="same", name=f"normal_{place}_{name}")(x)

    previous = adjusted(previous, current, filters, name)
    h = squeezed(current, filters, "normal", name)
    sums = []

    def add(left, right):
        sums.append(layers.add([left, right], name=f"normal_add_{len(sums) + 1}_{name}"))

    add(
        separable(h, filters, 5, f"normal_left1_{name}"),
        separable(previous, filters, 3, f"normal_right1_{name}"),
    )
    add(
        separable(previous, filters, 5, f"normal_left2_{name}"),
        separable(previous, filters, 3, f"normal_right2_{name}"),
    )
    add(average(h, "left3"), previous)
    add(average(previous, "left4"), average(previous, "right4"))
    add(separable(h, filters, 3, f"normal_left5_{name}"), h)
    return layers.concatenate([previous, *sums], name=f"normal_concat_{name}")


def reduction_cell(current, previous, filters, name):
    """Half the height and width; the fourth and the fifth sum build on the first ones."""

    def separable_half(x, kernel_size, place):
        return separable(x, filters, kernel_size, f"reduction_{place}_{name}", strides=2)

    previous = adjusted(previous, current, filters, name)
    h = squeezed(current, filters, "reduction", name)
    padded = layers.ZeroPadding2D(padding_for_stride_2(h, 3), name=f"reduction_pad_1_{name}")(h)

    left, right = separable_half(h, 5, "left1"), separable_half(previous, 7, "right1")
    first = layers.add([left, right], name=f"reduction_add_1_{name}")

    left = layers.MaxPooling2D(3, strides=2, name=f"reduction_left2_{name}")(padded)
    second = layers.add([left, separable_half(previous, 7, "right2")], name=f"reduction_add_2_{name}")

    left = layers.AveragePooling2D(3, strides=2, name=f"reduction_left3_{name}")(padded)
    third = layers.add([left, separable_half(previous, 5, "right3")], name=f"reduction_add3_{name}")

    left = layers.AveragePooling2D(3, strides=1, padding="same", name=f"reduction_left4_{name}")(first)
    fourth = layers.add([second, left])

    left = separable(first, filters, 3, f"reduction_left4_{name}")
    right = layers.MaxPooling2D(3, strides=2, name=f"reduction_right5_{name}")(padded)
    fifth = layers.add([left, right], name=f"reduction_add4_{name}")

    return layers.concatenate([second, third, fourth, fifth], name=f"reduction_concat_{name}")


def features(inputs, stem_filters, cells, filters, skip_reduction):
    """Three groups of normal cells, each twice as wide as the one before; `filters` is the width of the first one.

    The first cell behind a reduction also looks at the reduction's input; with `skip_reduction`, at the cell before that.
    """
    x = layers.Conv2D(stem_filters, 3, strides=2, use_bias=False, name="stem_conv1")(inputs)
    x = normalized(x, "stem_bn1")
    x, previous = reduction_cell(x, None, filters // 4, "stem_1"), x
    x, previous = reduction_cell(x, previous, filters // 2, "stem_2"), x

    for group, first in enumerate((0, cells + 1, 2 * cells + 1)):
        width = filters * 2**group
        if group > 0:
            reduced = reduction_cell(x, previous, width, f"reduce_{group * cells}")
            x, previous = reduced, previous if skip_reduction else x
        for cell in range(first, first + cells):
            x, previous = normal_cell(x, previous, width, str(cell)), x
    return layers.Activation("relu")(x)


def large_features(inputs):
    return features(inputs, stem_filters=96, cells=6, filters=168, skip_reduction=True)


def mobile_features(inputs):
    return features(inputs, stem_filters=32, cells=4, filters=44, skip_reduction=False)


def classified(inputs, x, classes):
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(classes, activation="softmax", name="predictions")(x)
    return models.Model(inputs, outputs, name="NASNet")


def nasnet_large(input_shape=(331, 331, 3), classes=1000):
    inputs = layers.Input(shape=input_shape)
    return classified(inputs, large_features(inputs), classes)


def nasnet_mobile(input_shape=(224, 224, 3), classes=1000):
    inputs = layers.Input(shape=input_shape)
    return classified(inputs, mobile_features(inputs), classes)
