"""MobileNetV2 (Sandler et al., 2018) as Keras 2 shipped it: 3,538,984 parameters at width 1 with 1000 classes.

A convolution with stride 2 is padded by hand, at the bottom and the right first, as TensorFlow's models were trained.
"""

from tensorflow.keras import layers, models

from .padding import padding_for_stride_2

# Per stage: expansion within a block, filters at width 1, number of blocks, stride of the first one.
STAGES = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)


def divisible(channels, divisor=8):
    """The nearest multiple of the divisor, but never less than nine tenths of what was asked for."""
    rounded = max(divisor, int(channels + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * channels else rounded


def normalized(x, name, relu=None):
    """Batch normalization, and ReLU6 where it gets a name."""
    x = layers.BatchNormalization(epsilon=1e-3, momentum=0.999, name=name)(x)
    return x if relu is None else layers.ReLU(6.0, name=relu)(x)


def inverted_residual(x, expansion, filters, stride, index):
    """Expand, filter depthwise, project; beside a shortcut where the shape stays."""
    prefix = f"block_{index}_" if index > 0 else "expanded_conv_"
    channels = x.shape[-1]
    y = x
    if index > 0:
        y = layers.Conv2D(expansion * channels, 1, padding="same", use_bias=False, name=prefix + "expand")(y)
        y = normalized(y, prefix + "expand_BN", relu=prefix + "expand_relu")
    if stride == 2:
        y = layers.ZeroPadding2D(padding_for_stride_2(y, 3), name=prefix + "pad")(y)
    padding = "valid" if stride == 2 else "same"
    y = layers.DepthwiseConv2D(3, strides=stride, padding=padding, use_bias=False, name=prefix + "depthwise")(y)
    y = normalized(y, prefix + "depthwise_BN", relu=prefix + "depthwise_relu")
    y = layers.Conv2D(filters, 1, padding="same", use_bias=False, name=prefix + "project")(y)
    y = normalized(y, prefix + "project_BN")
    if stride == 1 and channels == filters:
        return layers.Add(name=prefix + "add")([x, y])
    return y


def stem_filters(alpha):
    return divisible(32 * alpha)


def features(x, alpha):
    """Everything behind the first convolution, which has `stem_filters`."""
    x = normalized(x, "bn_Conv1", relu="Conv1_relu")
    index = 0
    for expansion, filters, blocks, first_stride in STAGES:
        for block in range(blocks):
            stride = first_stride if block == 0 else 1
            x = inverted_residual(x, expansion, divisible(int(filters * alpha)), stride, index)
            index += 1

    # A narrower network keeps the width of its last convolution.
    x = layers.Conv2D(divisible(1280 * max(1.0, alpha)), 1, use_bias=False, name="Conv_1")(x)
    return normalized(x, "Conv_1_bn", relu="out_relu")


def mobilenet_v2(input_shape=(224, 224, 3), alpha=1.0, classes=1000):
    inputs = layers.Input(shape=input_shape)
    x = layers.ZeroPadding2D(padding_for_stride_2(inputs, 3), name="Conv1_pad")(inputs)
    x = layers.Conv2D(stem_filters(alpha), 3, strides=2, use_bias=False, name="Conv1")(x)
    x = layers.GlobalAveragePooling2D()(features(x, alpha))
    outputs = layers.Dense(classes, activation="softmax", name="Logits")(x)
    return models.Model(inputs, outputs, name=f"mobilenetv2_{alpha:.2f}_{input_shape[0]}")
