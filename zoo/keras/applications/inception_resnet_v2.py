"""InceptionResNetV2 as Keras 3 has it: the scaled sums of its blocks are layers of a class of their own."""

from tensorflow.keras import layers

from ..inception import inception_resnet_v2_features
from .application import image_input, image_shape, model, pooled, top


class CustomScaleLayer(layers.Lambda):
    """The first input, and the second one scaled."""

    def __init__(self, scale, **kwargs):
        super().__init__(lambda pair: pair[0] + scale * pair[1], **kwargs)


def scaled_sum(x, residual, scale, name):
    """The name is for the Lambda of Keras 2; the layer of Keras 3 takes one by itself."""
    return CustomScaleLayer(scale)([x, residual])


def InceptionResNetV2(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="inception_resnet_v2",
):
    shape = image_shape(input_shape, 299, 75, include_top, weights, classes)
    image = image_input(input_tensor, shape)
    x = inception_resnet_v2_features(image, add=scaled_sum)
    if include_top:
        x = top(x, classes, classifier_activation, weights)
    else:
        x = pooled(x, pooling, None, None)
    return model(image, input_tensor, x, name)
