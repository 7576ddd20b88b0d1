"""MobileNetV2 as Keras 3 has it: the first convolution pads for itself."""

from tensorflow.keras import layers

from ..mobilenet_v2 import features, stem_filters
from .application import image_input, image_shape, model, pooled, top

SIZES = (96, 128, 160, 192, 224)
WIDTHS = (0.35, 0.5, 0.75, 1.0, 1.3, 1.4)


def MobileNetV2(
    input_shape=None,
    alpha=1.0,
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name=None,
):
    asked = input_shape
    if input_tensor is not None:
        _, height, width, _ = input_tensor.shape
        if asked is None:
            asked = (height, width)
        elif width != asked[1]:
            raise ValueError(f"input_shape {input_shape} does not fit an input_tensor of width {width}")
    square = asked is not None and asked[0] == asked[1] and asked[0] in SIZES
    shape = image_shape(input_shape, asked[0] if square else 224, 32, include_top, weights, classes)
    size = shape[0]
    if weights == "imagenet":
        if alpha not in WIDTHS:
            raise ValueError(f'with weights="imagenet", alpha must be one of {WIDTHS}, not {alpha}')
        size = size if shape[0] == shape[1] and size in SIZES else 224

    image = image_input(input_tensor, shape)
    x = layers.Conv2D(stem_filters(alpha), 3, strides=2, padding="same", use_bias=False, name="Conv1")(image)
    x = features(x, alpha)
    if include_top:
        x = top(x, classes, classifier_activation, weights, pool=None)
    else:
        x = pooled(x, pooling, None, None)
    return model(image, input_tensor, x, name or f"mobilenetv2_{alpha:0.2f}_{size}")
