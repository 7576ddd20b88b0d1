"""ResNet V2: every convolution follows a normalization and ReLU of its own."""

from ..resnet_v2 import body
from .application import image_input, image_shape, model, pooled, top


def resnet_v2(
    depth, include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
):
    shape = image_shape(input_shape, 224, 32, include_top, weights, classes)
    image = image_input(input_tensor, shape)
    x = body(image, depth)
    if include_top:
        x = top(x, classes, classifier_activation, weights)
    else:
        x = pooled(x, pooling)
    return model(image, input_tensor, x, name)


def ResNet50V2(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="resnet50v2",
):
    return resnet_v2(
        50, include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )


def ResNet101V2(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="resnet101v2",
):
    return resnet_v2(
        101, include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )


def ResNet152V2(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="resnet152v2",
):
    return resnet_v2(
        152, include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )
