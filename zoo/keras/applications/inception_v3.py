"""InceptionV3 as Keras 3 has it."""

from ..inception import inception_v3_features
from .application import image_input, image_shape, model, pooled, top


def InceptionV3(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="inception_v3",
):
    shape = image_shape(input_shape, 299, 75, include_top, weights, classes)
    image = image_input(input_tensor, shape)
    x = inception_v3_features(image)
    if include_top:
        x = top(x, classes, classifier_activation, weights)
    else:
        x = pooled(x, pooling, None, None)
    return model(image, input_tensor, x, name)
