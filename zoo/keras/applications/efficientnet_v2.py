"""EfficientNetV2 (Tan and Le, 2021) as Keras 3 has it: fused blocks first, squeeze and excitation only in the later ones."""

import math

from tensorflow.keras import layers

from .application import image_input, image_shape, model, pooled, top

# Per stage: whether depthwise and 1x1 convolution are fused into one, blocks, filters in and out, expansion, stride, and the
# share of the incoming filters within squeeze and excitation.
B_STAGES = (
    (True, 1, 32, 16, 1, 1, 0),
    (True, 2, 16, 32, 4, 2, 0),
    (True, 2, 32, 48, 4, 2, 0),
    (False, 3, 48, 96, 4, 2, 0.25),
    (False, 5, 96, 112, 6, 1, 0.25),
    (False, 8, 112, 192, 6, 2, 0.25),
)
STAGES = {
    "efficientnetv2-s": (
        (True, 2, 24, 24, 1, 1, 0),
        (True, 4, 24, 48, 4, 2, 0),
        (True, 4, 48, 64, 4, 2, 0),
        (False, 6, 64, 128, 4, 2, 0.25),
        (False, 9, 128, 160, 6, 1, 0.25),
        (False, 15, 160, 256, 6, 2, 0.25),
    ),
    "efficientnetv2-m": (
        (True, 3, 24, 24, 1, 1, 0),
        (True, 5, 24, 48, 4, 2, 0),
        (True, 5, 48, 80, 4, 2, 0),
        (False, 7, 80, 160, 4, 2, 0.25),
        (False, 14, 160, 176, 6, 1, 0.25),
        (False, 18, 176, 304, 6, 2, 0.25),
        (False, 5, 304, 512, 6, 1, 0.25),
    ),
    "efficientnetv2-l": (
        (True, 4, 32, 32, 1, 1, 0),
        (True, 7, 32, 64, 4, 2, 0),
        (True, 7, 64, 96, 4, 2, 0),
        (False, 10, 96, 192, 4, 2, 0.25),
        (False, 19, 192, 224, 6, 1, 0.25),
        (False, 25, 224, 384, 6, 2, 0.25),
        (False, 7, 384, 640, 6, 1, 0.25),
    ),
    "efficientnetv2-b0": B_STAGES,
    "efficientnetv2-b1": B_STAGES,
    "efficientnetv2-b2": B_STAGES,
    "efficientnetv2-b3": B_STAGES,
}

DROP_CONNECT_RATE = 0.2


def rounded(filters, width):
    """The nearest multiple of 8 at this width, even where that is much less than was asked for, but never less than 8."""
    return max(8, int(filters * width + 4) // 8 * 8)


def convolution(x, filters, kernel_size, strides, name, normalization, activation=None):
    x = layers.Conv2D(filters, kernel_size, strides=strides, padding="same", use_bias=False, name=name)(x)
    return normalized(x, normalization, activation)


def normalized(x, name, activation):
    """Batch normalization, and swish where it gets a name."""
    x = layers.BatchNormalization(momentum=0.9, name=name)(x)
    return x if activation is None else layers.Activation("swish", name=activation)(x)


def squeeze_and_excite(x, filters, squeezed, name):
    scale = layers.GlobalAveragePooling2D(name=name + "se_squeeze")(x)
    scale = layers.Reshape((1, 1, filters), name=name + "se_reshape")(scale)
    scale = layers.Conv2D(squeezed, 1, padding="same", activation="swish", name=name + "se_reduce")(scale)
    scale = layers.Conv2D(filters, 1, padding="same", activation="sigmoid", name=name + "se_expand")(scale)
    return layers.multiply([x, scale], name=name + "se_excite")


def block(inputs, fused, filters_in, filters_out, expansion, strides, share, drop_rate, name):
    """Expand, filter, squeeze and excite, project; beside a shortcut where the shape stays."""
    filters = filters_in * expansion
    x = inputs
    if expansion != 1:
        kernel_size, expand_strides = (3, strides) if fused else (1, 1)
        names = name + "expand_bn", name + "expand_activation"
        x = convolution(x, filters, kernel_size, expand_strides, name + "expand_conv", *names)
    if not fused:
        x = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False, name=name + "dwconv2")(x)
        x = normalized(x, name + "bn", name + "activation")
    if 0 < share <= 1:
        x = squeeze_and_excite(x, filters, max(1, int(filters_in * share)), name)

    # A fused block that does not expand has its only convolution here.
    alone = fused and expansion == 1
    kernel_size, project_strides = (3, strides) if alone else (1, 1)
    activation = name + "project_activation" if alone else None
    x = convolution(
        x, filters_out, kernel_size, project_strides, name + "project_conv", name + "project_bn", activation
    )
    if strides == 1 and filters_in == filters_out:
        if drop_rate:
            x = layers.Dropout(drop_rate, noise_shape=(None, 1, 1, 1), name=name + "drop")(x)
        x = layers.add([x, inputs], name=name + "add")
    return x


def preprocessed(x, channels, name):
    if name.split("-")[-1].startswith("b") and channels == 3:
        x = layers.Rescaling(1.0 / 255)(x)
        return layers.Normalization(mean=[0.485, 0.456, 0.406], variance=[0.229**2, 0.224**2, 0.225**2], axis=3)(x)
    return layers.Rescaling(1.0 / 128.0, offset=-1)(x)


def efficientnet_v2(
    width,
    depth,
    default_size,
    include_top,
    weights,
    input_tensor,
    input_shape,
    pooling,
    classes,
    classifier_activation,
    include_preprocessing,
    name,
):
    # As in Keras, the stages are found by the name: another one is an error.
    stages = STAGES[name]
    shape = image_shape(input_shape, default_size, 32, include_top, weights, classes)
    image = image_input(input_tensor, shape)
    x = preprocessed(image, shape[2], name) if include_preprocessing else image
    x = convolution(x, rounded(stages[0][2], width), 3, 2, "stem_conv", "stem_bn", "stem_activation")

    index = 0
    planned = float(sum(stage[1] for stage in stages))
    for number, (fused, blocks, filters_in, filters_out, expansion, strides, share) in enumerate(stages, start=1):
        filters_in, filters_out = rounded(filters_in, width), rounded(filters_out, width)
        for position in range(int(math.ceil(depth * blocks))):
            first = position == 0
            x = block(
                x,
                fused,
                filters_in if first else filters_out,
                filters_out,
                expansion,
                strides if first else 1,
                share,
                DROP_CONNECT_RATE * index / planned,
                f"block{number}{chr(position + 97)}_",
            )
            index += 1

    x = convolution(x, rounded(1280, width), 1, 1, "top_conv", "top_bn", "top_activation")
    if include_top:
        x = top(x, classes, classifier_activation, weights, dropout=0.2)
    else:
        x = pooled(x, pooling)
    return model(image, input_tensor, x, name)


def EfficientNetV2B0(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    include_preprocessing=True,
    name="efficientnetv2-b0",
):
    return efficientnet_v2(
        1.0,
        1.0,
        224,
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        include_preprocessing,
        name,
    )


def EfficientNetV2B1(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    include_preprocessing=True,
    name="efficientnetv2-b1",
):
    return efficientnet_v2(
        1.0,
        1.1,
        240,
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        include_preprocessing,
        name,
    )


def EfficientNetV2B2(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    include_preprocessing=True,
    name="efficientnetv2-b2",
):
    return efficientnet_v2(
        1.1,
        1.2,
        260,
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        include_preprocessing,
        name,
    )


def EfficientNetV2B3(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    include_preprocessing=True,
    name="efficientnetv2-b3",
):
    return efficientnet_v2(
        1.2,
        1.4,
        300,
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        include_preprocessing,
        name,
    )


def EfficientNetV2S(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    include_preprocessing=True,
    name="efficientnetv2-s",
):
    return efficientnet_v2(
        1.0,
        1.0,
        384,
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        include_preprocessing,
        name,
    )


def EfficientNetV2M(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    include_preprocessing=True,
    name="efficientnetv2-m",
):
    return efficientnet_v2(
        1.0,
        1.0,
        480,
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        include_preprocessing,
        name,
    )


def EfficientNetV2L(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    include_preprocessing=True,
    name="efficientnetv2-l",
):
    return efficientnet_v2(
        1.0,
        1.0,
        480,
        include_top,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        include_preprocessing,
        name,
    )
