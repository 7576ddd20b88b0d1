"""EfficientNet as Keras 3 has it: it scales its images itself and pads by hand for convolutions with a stride."""

import math

from tensorflow.keras import layers

from ..efficientnet import VARIANTS, features
from .application import image_input, image_shape, model, pooled, top

IMAGENET_DEVIATIONS = (0.229, 0.224, 0.225)


def preprocessed(x, weights):
    """From 0 … 255 to ImageNet's mean and deviation; the pretrained weights were trained with the root of the latter."""
    x = layers.Rescaling(1.0 / 255.0)(x)
    x = layers.Normalization(axis=3)(x)
    if weights == "imagenet":
        x = layers.Rescaling([1.0 / math.sqrt(deviation) for deviation in IMAGENET_DEVIATIONS])(x)
    return x


def efficientnet(
    variant,
    include_top,
    weights,
    input_tensor,
    input_shape,
    pooling,
    classes,
    classifier_activation,
    name,
):
    width, depth, default_size, rate = VARIANTS[variant]
    shape = image_shape(input_shape, default_size, 32, include_top, weights, classes)
    image = image_input(input_tensor, shape)
    x = features(preprocessed(image, weights), width, depth, layers.Dropout, pad_by_hand=True)
    if include_top:
        x = top(x, classes, classifier_activation, weights, dropout=rate)
    else:
        x = pooled(x, pooling)
    return model(image, input_tensor, x, name)


def EfficientNetB0(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="efficientnetb0",
):
    return efficientnet(
        "b0", include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )


def EfficientNetB1(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="efficientnetb1",
):
    return efficientnet(
        "b1", include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )


def EfficientNetB2(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="efficientnetb2",
):
    return efficientnet(
        "b2", include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )


def EfficientNetB3(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="efficientnetb3",
):
    return efficientnet(
        "b3", include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )


def EfficientNetB4(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="efficientnetb4",
):
    return efficientnet(
        "b4", include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )


def EfficientNetB5(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="efficientnetb5",
):
    return efficientnet(
        "b5", include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )


def EfficientNetB6(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="efficientnetb6",
):
    return efficientnet(
        "b6", include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )


def EfficientNetB7(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="efficientnetb7",
):
    return efficientnet(
        "b7", include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )
