"""VGG-19: the classifier stands on what is left of the whole image, so that its size is fixed."""

from tensorflow.keras import layers

from ..vgg16 import convolutions, hidden
from ..vgg19 import BLOCKS
from .application import check_activation, image_input, image_shape, model, pooled


def VGG19(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="vgg19",
):
    shape = image_shape(input_shape, 224, 32, include_top, weights, classes)
    image = image_input(input_tensor, shape)
    x = convolutions(image, BLOCKS)
    if include_top:
        x = hidden(x)
        check_activation(classifier_activation, weights)
        x = layers.Dense(classes, activation=classifier_activation, name="predictions")(x)
    else:
        x = pooled(x, pooling, average=None, maximum=None)
    return model(image, input_tensor, x, name)
