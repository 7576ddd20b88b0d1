"""Inception-v1, known as GoogLeNet (Szegedy et al., 2014), with batch normalization: 6,633,209 parameters with 1000 classes.

The classifier is a convolution over what is left of the image, with one class more for "none of them". Layers are named as in
TensorFlow-Slim.
"""

from tensorflow.keras import layers, models

# Per module: filters of the 1x1 branch, of the 3x3 branch (reduced, full), of the wide one (reduced, full), behind the pooling.
MODULES = {
    "3b": (64, 96, 128, 16, 32, 32),
    "3c": (128, 128, 192, 32, 96, 64),
    "4b": (192, 96, 208, 16, 48, 64),
    "4c": (160, 112, 224, 24, 64, 64),
    "4d": (128, 128, 256, 24, 64, 64),
    "4e": (112, 144, 288, 32, 64, 64),
    "4f": (256, 160, 320, 32, 128, 128),
    "5b": (256, 160, 320, 32, 128, 128),
    "5c": (384, 192, 384, 48, 128, 128),
}


def convolution(x, filters, size, name, strides=1):
    x = layers.Conv2D(filters, size, strides=strides, padding="same", use_bias=False, name=name + "_conv")(x)
    x = layers.BatchNormalization(scale=False, name=name + "_bn")(x)
    return layers.Activation("relu", name=name + "_act")(x)


def inception(x, filters, name):
    """Four views of the same image, stacked. The wide branch has a 3x3 kernel here, not the 5x5 of the paper."""
    single, reduced, full, wide_reduced, wide, pooled = filters
    branch = f"Mixed_{name}_Branch_{{}}_{{}}".format

    branch_0 = convolution(x, single, 1, branch(0, "a_1x1"))
    branch_1 = convolution(x, reduced, 1, branch(1, "a_1x1"))
    branch_1 = convolution(branch_1, full, 3, branch(1, "b_3x3"))
    branch_2 = convolution(x, wide_reduced, 1, branch(2, "a_1x1"))
    branch_2 = convolution(branch_2, wide, 3, branch(2, "b_3x3"))
    branch_3 = layers.MaxPooling2D(3, strides=1, padding="same", name=branch(3, "a_max"))(x)
    branch_3 = convolution(branch_3, pooled, 1, branch(3, "b_1x1"))
    return layers.Concatenate(name=f"Mixed_{name}_Concatenated")([branch_0, branch_1, branch_2, branch_3])


def inception_v1(input_shape=(224, 224, 3), classes=1000):
    inputs = layers.Input(shape=input_shape)
    x = convolution(inputs, 64, 7, "Conv2d_1a_7x7", strides=2)
    x = layers.MaxPooling2D(3, strides=2, padding="same", name="MaxPool_2a_3x3")(x)
    x = convolution(x, 64, 1, "Conv2d_2b_1x1")
    x = convolution(x, 192, 3, "Conv2d_2c_3x3")
    x = layers.MaxPooling2D(3, strides=2, padding="same", name="MaxPool_3a_3x3")(x)

    for name, filters in MODULES.items():
        if name == "4b":
            x = layers.MaxPooling2D(3, strides=2, padding="same", name="MaxPool_4a_3x3")(x)
        if name == "5b":
            x = layers.MaxPooling2D(2, strides=2, padding="same", name="MaxPool_5a_2x2")(x)
        x = inception(x, filters, name)

    x = layers.AveragePooling2D(7, strides=1)(x)
    x = layers.Dropout(0.2)(x)
    x = layers.Conv2D(classes + 1, 1, name="Logits")(x)
    x = layers.Flatten(name="Logits_flat")(x)
    outputs = layers.Activation("softmax", name="Predictions")(x)
    return models.Model(inputs, outputs, name="inception_v1")
