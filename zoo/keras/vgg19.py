"""VGG-19 (Simonyan and Zisserman, 2014), configuration E: 143,667,240 parameters at 224x224 with 1000 classes."""

from tensorflow.keras import layers, models

from .vgg16 import convolutions, hidden

# As in VGG-16, with one convolution more in the last three blocks.
BLOCKS = [(64, 2), (128, 2), (256, 4), (512, 4), (512, 4)]


def vgg19(input_shape=(224, 224, 3), classes=1000):
    inputs = layers.Input(shape=input_shape)
    x = hidden(convolutions(inputs, BLOCKS))
    outputs = layers.Dense(classes, activation="softmax", name="predictions")(x)
    return models.Model(inputs, outputs, name="vgg19")
