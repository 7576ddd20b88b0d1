"""Xception as Keras 3 has it."""

from ..xception import features
from .application import image_input, image_shape, model, pooled, top


def Xception(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="xception",
):
    shape = image_shape(input_shape, 299, 71, include_top, weights, classes)
    image = image_input(input_tensor, shape)
    x = features(image)
    if include_top:
        x = top(x, classes, classifier_activation, weights)
    else:
        x = pooled(x, pooling, None, None)
    return model(image, input_tensor, x, name)
