"""DenseNet: every block stacks its channels onto all those before it."""

from ..densenet import body
from .application import image_input, image_shape, model, pooled, top


def densenet(
    depth, include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
):
    shape = image_shape(input_shape, 224, 32, include_top, weights, classes)
    image = image_input(input_tensor, shape)
    x = body(image, depth, stem="conv1_")
    if include_top:
        x = top(x, classes, classifier_activation, weights)
    else:
        x = pooled(x, pooling)
    return model(image, input_tensor, x, name)


def DenseNet121(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="densenet121",
):
    return densenet(
        121, include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )


def DenseNet169(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="densenet169",
):
    return densenet(
        169, include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )


def DenseNet201(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="densenet201",
):
    return densenet(
        201, include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )
