"""ConvNeXt (Liu et al., 2022) as Keras 3 has it: a residual network that takes over what works in transformers.

The dense layers act on each place alone, which is a 1x1 convolution. The paths are never dropped: Keras builds all sizes with
a rate of 0.
"""

from tensorflow.keras import layers, models

from .application import check_activation, image_input, image_shape, model, pooled

EPSILON = 1e-6


class LayerScale(layers.Layer):
    """One trained factor for each channel."""

    def __init__(self, init_values, projection_dim, **kwargs):
        super().__init__(**kwargs)
        self.init_values = init_values
        self.projection_dim = projection_dim

    def build(self, _):
        self.gamma = self.add_weight(shape=(self.projection_dim,), initializer="zeros", trainable=True)

    def call(self, x):
        return x * self.gamma


def block(inputs, filters, name):
    """A depthwise convolution over 7x7 places, then four times the channels and back, beside a shortcut."""
    x = layers.Conv2D(filters, 7, padding="same", groups=filters, name=name + "_depthwise_conv")(inputs)
    x = layers.LayerNormalization(epsilon=EPSILON, name=name + "_layernorm")(x)
    x = layers.Dense(4 * filters, name=name + "_pointwise_conv_1")(x)
    x = layers.Activation("gelu", name=name + "_gelu")(x)
    x = layers.Dense(filters, name=name + "_pointwise_conv_2")(x)
    x = LayerScale(1e-6, filters, name=name + "_layer_scale")(x)
    x = layers.Activation("linear", name=name + "_identity")(x)
    return inputs + x


def stem(filters, name):
    """Non-overlapping patches of 4x4 places."""
    patches = layers.Conv2D(filters, 4, strides=4, name=name + "_stem_conv")
    normalization = layers.LayerNormalization(epsilon=EPSILON, name=name + "_stem_layernorm")
    return models.Sequential([patches, normalization], name=name + "_stem")


def downsampling(filters, index, name):
    """Half the height and width between two stages."""
    normalization = layers.LayerNormalization(epsilon=EPSILON, name=f"{name}_downsampling_layernorm_{index}")
    halving = layers.Conv2D(filters, 2, strides=2, name=f"{name}_downsampling_conv_{index}")
    return models.Sequential([normalization, halving], name=f"{name}_downsampling_block_{index}")


def normalized(x, name):
    """Mean and variance of ImageNet's channels, for values from 0 to 255."""
    mean = [0.485 * 255, 0.456 * 255, 0.406 * 255]
    variance = [(0.229 * 255) ** 2, (0.224 * 255) ** 2, (0.225 * 255) ** 2]
    return layers.Normalization(mean=mean, variance=variance, name=name + "_prestem_normalization")(x)


def convnext(
    depths,
    widths,
    size_name,
    include_top,
    include_preprocessing,
    weights,
    input_tensor,
    input_shape,
    pooling,
    classes,
    classifier_activation,
    name,
):
    shape = image_shape(input_shape, 224, 32, include_top, weights, classes)
    image = image_input(input_tensor, shape)
    x = normalized(image, name) if include_preprocessing and shape[2] == 3 else image
    stages = [stem(widths[0], name)]
    for index, filters in enumerate(widths[1:]):
        stages.append(downsampling(filters, index, name))
    for stage, (blocks, filters) in enumerate(zip(depths, widths)):
        x = stages[stage](x)
        for index in range(blocks):
            x = block(x, filters, f"{name}_stage_{stage}_block_{index}")

    if include_top:
        check_activation(classifier_activation, weights)
        x = layers.GlobalAveragePooling2D(name=name + "_head_gap")(x)
        x = layers.LayerNormalization(epsilon=EPSILON, name=name + "_head_layernorm")(x)
        x = layers.Dense(classes, activation=classifier_activation, name=name + "_head_dense")(x)
    else:
        x = pooled(x, pooling, average=None, maximum=None)
        x = layers.LayerNormalization(epsilon=EPSILON)(x)
    if weights == "imagenet" and size_name not in name:
        raise ValueError(f"the pretrained weights are of {size_name}, which the name {name} does not say")
    return model(image, input_tensor, x, name)


def ConvNeXtTiny(
    include_top=True,
    include_preprocessing=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="convnext_tiny",
):
    return convnext(
        (3, 3, 9, 3),
        (96, 192, 384, 768),
        "convnext_tiny",
        include_top,
        include_preprocessing,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        name,
    )


def ConvNeXtSmall(
    include_top=True,
    include_preprocessing=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="convnext_small",
):
    return convnext(
        (3, 3, 27, 3),
        (96, 192, 384, 768),
        "convnext_small",
        include_top,
        include_preprocessing,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        name,
    )


def ConvNeXtBase(
    include_top=True,
    include_preprocessing=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="convnext_base",
):
    return convnext(
        (3, 3, 27, 3),
        (128, 256, 512, 1024),
        "convnext_base",
        include_top,
        include_preprocessing,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        name,
    )


def ConvNeXtLarge(
    include_top=True,
    include_preprocessing=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="convnext_large",
):
    return convnext(
        (3, 3, 27, 3),
        (192, 384, 768, 1536),
        "convnext_large",
        include_top,
        include_preprocessing,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        name,
    )


def ConvNeXtXLarge(
    include_top=True,
    include_preprocessing=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="convnext_xlarge",
):
    return convnext(
        (3, 3, 27, 3),
        (256, 512, 1024, 2048),
        "convnext_xlarge",
        include_top,
        include_preprocessing,
        weights,
        input_tensor,
        input_shape,
        pooling,
        classes,
        classifier_activation,
        name,
    )
