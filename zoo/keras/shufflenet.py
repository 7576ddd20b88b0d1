"""ShuffleNet (Zhang et al., 2017): convolutions within groups of channels, which are shuffled in between.

Measured with one group at four widths. `groups` of more than one need Keras 2.3 or later.
"""

import tensorflow as tf
from tensorflow.keras import layers, models

# Per number of groups: channels of the first of three stages at width 1; each next stage has twice as many.
CHANNELS = {1: 144, 2: 200, 3: 240, 4: 272, 8: 384}
BLOCKS = (4, 8, 4)


def channel_shuffle(image, groups):
    """Channels of the groups by turns."""
    _, height, width, channels = image.shape
    image = tf.reshape(image, (-1, height, width, groups, channels // groups))
    image = tf.transpose(image, (0, 1, 2, 4, 3))
    return tf.reshape(image, (-1, height, width, channels))


def grouped(x, filters, groups, name, number):
    x = layers.Conv2D(
        filters, 1, groups=groups, padding="same", use_bias=False, name=f"{name}/1x1_gconv_{number}"
    )(x)
    return layers.BatchNormalization(name=f"{name}/bn_gconv_{number}")(x)


def unit(x, filters, groups, strides, name, grouped_input=True):
    """Beside a shortcut, which is added, or pooled and stacked where there is a stride."""
    inside = filters - x.shape[-1] if strides > 1 else filters
    y = grouped(x, filters, groups if grouped_input else 1, name, 1)
    y = layers.Activation("relu", name=name + "/relu_gconv_1")(y)
    y = layers.Lambda(channel_shuffle, arguments={"groups": groups}, name=name + "/channel_shuffle")(y)
    y = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False, name=name + "/1x1_dwconv_1")(y)
    y = layers.BatchNormalization(name=name + "/bn_dwconv_1")(y)
    y = grouped(y, inside, groups, name, 2)
    if strides > 1:
        x = layers.AveragePooling2D(3, strides=2, padding="same", name=name + "/avg_pool")(x)
        y = layers.Concatenate(name=name + "/concat")([y, x])
    else:
        y = layers.Add(name=name + "/add")([y, x])
    return layers.Activation("relu", name=name + "/relu_out")(y)


def shufflenet(width=1.0, input_shape=(224, 224, 3), groups=1, classes=1000):
    inputs = layers.Input(shape=input_shape)
    x = layers.Conv2D(
        int(24 * width), 3, strides=2, padding="same", activation="relu", use_bias=False, name="conv1"
    )(inputs)
    x = layers.MaxPooling2D(3, strides=2, padding="same", name="maxpool1")(x)

    for stage, blocks in enumerate(BLOCKS, start=2):
        filters = int(CHANNELS[groups] * 2 ** (stage - 2) * width)
        for block in range(1, blocks + 1):
            first = block == 1
            # The stem has too few channels for groups.
            name = f"stage{stage}/block{block}"
            x = unit(x, filters, groups, 2 if first else 1, name, grouped_input=not (first and stage == 2))

    x = layers.GlobalMaxPooling2D(name="global_pool")(x)
    x = layers.Dense(classes, name="fc")(x)
    outputs = layers.Activation("softmax", name="softmax")(x)
    return models.Model(inputs, outputs, name=f"shufflenet_{width}_g{groups}")
