"""MobileNet (Howard et al., 2017) as Keras 2 shipped it: 4,253,864 parameters at width 1 with 1000 classes.

A convolution with stride 2 is padded by hand, at the bottom and the right, as TensorFlow's models were trained.
"""

from tensorflow.keras import layers, models

# Per block: its filters at width 1 and its stride.
BLOCKS = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    *[(512, 1)] * 5,
    (1024, 2),
    (1024, 1),
)


def activated(x, name):
    x = layers.BatchNormalization(name=name + "_bn")(x)
    return layers.ReLU(6.0, name=name + "_relu")(x)


def separable_block(x, filters, strides, block, depth_multiplier=1):
    """A depthwise convolution and a pointwise one, each with its own normalization and activation."""
    if strides == 2:
        x = layers.ZeroPadding2D(((0, 1), (0, 1)), name=f"conv_pad_{block}")(x)
    depthwise = layers.DepthwiseConv2D(
        3,
        strides=strides,
        padding="valid" if strides == 2 else "same",
        depth_multiplier=depth_multiplier,
        use_bias=False,
        name=f"conv_dw_{block}",
    )
    x = activated(depthwise(x), f"conv_dw_{block}")
    x = layers.Conv2D(filters, 1, padding="same", use_bias=False, name=f"conv_pw_{block}")(x)
    return activated(x, f"conv_pw_{block}")


def features(x, alpha, depth_multiplier=1):
    """Everything behind the first convolution, which has 32 filters at width 1."""
    x = activated(x, "conv1")
    for block, (filters, strides) in enumerate(BLOCKS, start=1):
        x = separable_block(x, int(filters * alpha), strides, block, depth_multiplier)
    return x


def mobilenet(input_shape=(224, 224, 3), alpha=1.0, classes=1000):
    inputs = layers.Input(shape=input_shape)
    x = layers.ZeroPadding2D(((0, 1), (0, 1)), name="conv1_pad")(inputs)
    x = layers.Conv2D(int(32 * alpha), 3, strides=2, use_bias=False, name="conv1")(x)
    x = features(x, alpha)

    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Reshape((1, 1, int(1024 * alpha)), name="reshape_1")(x)
    x = layers.Dropout(1e-3, name="dropout")(x)
    x = layers.Conv2D(classes, 1, padding="same", name="conv_preds")(x)
    x = layers.Reshape((classes,), name="reshape_2")(x)
    outputs = layers.Activation("softmax", name="act_softmax")(x)
    return models.Model(inputs, outputs, name=f"mobilenet_{alpha:.2f}_{input_shape[0]}")
