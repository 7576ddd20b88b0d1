"""MobileNet as Keras 3 has it: the first convolution pads for itself."""

from tensorflow.keras import layers

from ..mobilenet import features
from .application import check_activation, image_input, image_shape, model, pooled

SIZES = (128, 160, 192, 224)
WIDTHS = (0.25, 0.5, 0.75, 1.0)


def MobileNet(
    input_shape=None,
    alpha=1.0,
    depth_multiplier=1,
    dropout=1e-3,
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name=None,
):
    square = input_shape is not None and input_shape[0] == input_shape[1] and input_shape[0] in SIZES
    shape = image_shape(input_shape, input_shape[0] if square else 224, 32, include_top, weights, classes)
    size = shape[0]
    if weights == "imagenet":
        if depth_multiplier != 1:
            raise ValueError(f'with weights="imagenet", depth_multiplier must be 1, not {depth_multiplier}')
        if alpha not in WIDTHS:
            raise ValueError(f'with weights="imagenet", alpha must be one of {WIDTHS}, not {alpha}')
        size = size if square else 224

    image = image_input(input_tensor, shape)
    x = layers.Conv2D(int(32 * alpha), 3, strides=2, padding="same", use_bias=False, name="conv1")(image)
    x = features(x, alpha, depth_multiplier)
    if include_top:
        x = layers.GlobalAveragePooling2D(keepdims=True)(x)
        x = layers.Dropout(dropout, name="dropout")(x)
        x = layers.Conv2D(classes, 1, padding="same", name="conv_preds")(x)
        x = layers.Reshape((classes,), name="reshape_2")(x)
        check_activation(classifier_activation, weights)
        x = layers.Activation(classifier_activation, name="predictions")(x)
    else:
        x = pooled(x, pooling, None, None)
    return model(image, input_tensor, x, name or f"mobilenet_{alpha:0.2f}_{size}")
