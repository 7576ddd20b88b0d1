"""ResNet of bottlenecks, with the first convolution of a block carrying its stride."""

from ..resnet import body
from .application import image_input, image_shape, model, pooled, top


def resnet(
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


def ResNet50(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="resnet50",
):
    return resnet(
        50, include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )


def ResNet101(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="resnet101",
):
    return resnet(
        101, include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )


def ResNet152(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="resnet152",
):
    return resnet(
        152, include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )
