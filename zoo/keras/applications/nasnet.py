"""NASNetLarge and NASNetMobile as Keras 3 has them."""

from ..nasnet import large_features, mobile_features
from .application import image_input, image_shape, model, pooled, top


def nasnet(
    features,
    default_size,
    input_shape,
    include_top,
    weights,
    input_tensor,
    pooling,
    classes,
    classifier_activation,
    name,
):
    if weights == "imagenet" and input_shape is not None and None in input_shape:
        raise ValueError(f"with pretrained weights every side of input_shape must be given, not {input_shape}")
    shape = image_shape(input_shape, default_size, 32, include_top, weights, classes)
    image = image_input(input_tensor, shape)
    x = features(image)
    if include_top:
        x = top(x, classes, classifier_activation, weights, pool=None)
    else:
        x = pooled(x, pooling, None, None)
    return model(image, input_tensor, x, name)


def NASNetMobile(
    input_shape=None,
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="nasnet_mobile",
):
    if input_shape is None and not include_top:
        input_shape = (224, 224, 3)
    return nasnet(
        mobile_features,
        224,
        input_shape,
        include_top,
        weights,
        input_tensor,
        pooling,
        classes,
        classifier_activation,
        name,
    )


def NASNetLarge(
    input_shape=None,
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name="nasnet_large",
):
    return nasnet(
        large_features,
        331,
        input_shape,
        include_top,
        weights,
        input_tensor,
        pooling,
        classes,
        classifier_activation,
        name,
    )
