"""MobileNetV3 as Keras 3 has it, also without what is slow on other processors ("minimalistic")."""

from tensorflow.keras import layers

from ..mobilenet_v2 import divisible, normalized
from ..mobilenet_v3 import LARGE, SMALL, hard_swish as paper_hard_swish
from ..padding import padding_for_stride_2
from .application import check_activation, image_input, model, pooled


def relu(x):
    return layers.ReLU()(x)


def hard_swish(x):
    return layers.Activation("hard_swish")(x)


def hard_sigmoid(x):
    return layers.ReLU(6.0)(x + 3.0) * (1.0 / 6.0)


def squeeze_and_excite(x, prefix):
    """Weights of the channels, from the mean of each, with a quarter of them in between."""
    channels = x.shape[-1]
    prefix = prefix + "squeeze_excite_"
    weights = layers.GlobalAveragePooling2D(keepdims=True, name=prefix + "avg_pool")(x)
    weights = layers.Conv2D(divisible(channels * 0.25), 1, padding="same", name=prefix + "conv")(weights)
    weights = layers.ReLU(name=prefix + "relu")(weights)
    weights = layers.Conv2D(channels, 1, padding="same", name=prefix + "conv_1")(weights)
    return layers.Multiply(name=prefix + "mul")([x, hard_sigmoid(weights)])


def bottleneck(x, kernel_size, expansion, filters, weigh, activation, strides, index):
    """Expand, filter depthwise, weigh the channels, project; beside a shortcut where the shape stays."""
    prefix = f"expanded_conv_{index}_" if index > 0 else "expanded_conv_"
    channels = x.shape[-1]
    y = x
    if index > 0:
        expanded = divisible(channels * expansion)
        y = layers.Conv2D(expanded, 1, padding="same", use_bias=False, name=prefix + "expand")(y)
        y = activation(normalized(y, prefix + "expand_bn"))
    padding = "same"
    if strides == 2:
        y = layers.ZeroPadding2D(padding_for_stride_2(y, kernel_size), name=prefix + "depthwise_pad")(y)
        padding = "valid"
    depthwise = layers.DepthwiseConv2D(
        kernel_size, strides=strides, padding=padding, use_bias=False, name=prefix + "depthwise"
    )
    y = activation(normalized(depthwise(y), prefix + "depthwise_bn"))
    if weigh:
        y = squeeze_and_excite(y, prefix)
    y = layers.Conv2D(filters, 1, padding="same", use_bias=False, name=prefix + "project")(y)
    y = normalized(y, prefix + "project_bn")
    return layers.Add(name=prefix + "add")([x, y]) if strides == 1 and channels == filters else y


def features(x, blocks, alpha, minimalistic):
    """Expansions are ratios at width 1, so that a block widens with what it reads."""
    swish = relu if minimalistic else hard_swish
    x = layers.Conv2D(16, 3, strides=2, padding="same", use_bias=False, name="conv")(x)
    x = swish(normalized(x, "conv_bn"))

    before = 16
    for index, (kernel_size, expanded, filters, weigh, activation, strides) in enumerate(blocks):
        x = bottleneck(
            x,
            3 if minimalistic else kernel_size,
            expanded / before,
            divisible(filters * alpha),
            weigh and not minimalistic,
            swish if activation is paper_hard_swish else relu,
            strides,
            index,
        )
        before = filters

    x = layers.Conv2D(divisible(x.shape[-1] * 6), 1, padding="same", use_bias=False, name="conv_1")(x)
    return swish(normalized(x, "conv_1_bn"))


def classified(x, last_filters, classes, minimalistic, dropout_rate, classifier_activation, weights):
    x = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = layers.Conv2D(last_filters, 1, padding="same", name="conv_2")(x)
    x = relu(x) if minimalistic else hard_swish(x)
    if dropout_rate > 0:
        x = layers.Dropout(dropout_rate)(x)
    x = layers.Conv2D(classes, 1, padding="same", name="logits")(x)
    x = layers.Flatten()(x)
    check_activation(classifier_activation, weights)
    return layers.Activation(classifier_activation, name="predictions")(x)


def image_shape(input_shape, input_tensor, include_top, weights, classes):
    """A side may stay open with the classifier too."""
    if include_top and weights == "imagenet" and classes != 1000:
        raise ValueError(f'with weights="imagenet" and include_top=True, classes should be 1000, not {classes}')
    if input_tensor is not None:
        _, height, width, _ = input_tensor.shape
        if input_shape is not None and input_shape[1] != width:
            raise ValueError(f"input_shape {input_shape} does not fit an input_tensor of width {width}")
        input_shape = input_shape or (width, height, 3)
    if input_shape is None:
        return (None, None, 3)
    height, width, *_ = input_shape
    if height and width and min(height, width) < 32:
        raise ValueError(f"input_shape must be at least 32x32, not {input_shape}")
    return input_shape


def mobilenet_v3(
    blocks,
    last_filters,
    input_shape,
    alpha,
    minimalistic,
    include_top,
    weights,
    input_tensor,
    classes,
    pooling,
    dropout_rate,
    classifier_activation,
    include_preprocessing,
    name,
):
    shape = image_shape(input_shape, input_tensor, include_top, weights, classes)
    widths = (1.0,) if minimalistic else (0.75, 1.0)
    if weights == "imagenet" and alpha not in widths:
        raise ValueError(f'with weights="imagenet", alpha must be one of {widths}, not {alpha}')
    image = image_input(input_tensor, shape)
    x = layers.Rescaling(1.0 / 127.5, offset=-1.0)(image) if include_preprocessing else image
    x = features(x, blocks, alpha, minimalistic)
    if include_top:
        last_filters = divisible(last_filters * alpha) if alpha > 1.0 else last_filters
        x = classified(x, last_filters, classes, minimalistic, dropout_rate, classifier_activation, weights)
    else:
        x = pooled(x, pooling)
    return model(image, input_tensor, x, name)


def MobileNetV3Small(
    input_shape=None,
    alpha=1.0,
    minimalistic=False,
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    classes=1000,
    pooling=None,
    dropout_rate=0.2,
    classifier_activation="softmax",
    include_preprocessing=True,
    name="MobileNetV3Small",
):
    return mobilenet_v3(
        SMALL,
        1024,
        input_shape,
        alpha,
        minimalistic,
        include_top,
        weights,
        input_tensor,
        classes,
        pooling,
        dropout_rate,
        classifier_activation,
        include_preprocessing,
        name,
    )


def MobileNetV3Large(
    input_shape=None,
    alpha=1.0,
    minimalistic=False,
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    classes=1000,
    pooling=None,
    dropout_rate=0.2,
    classifier_activation="softmax",
    include_preprocessing=True,
    name="MobileNetV3Large",
):
    return mobilenet_v3(
        LARGE,
        1280,
        input_shape,
        alpha,
        minimalistic,
        include_top,
        weights,
        input_tensor,
        classes,
        pooling,
        dropout_rate,
        classifier_activation,
        include_preprocessing,
        name,
    )
