"""VGG-16 (Simonyan and Zisserman, 2014), configuration D: 138,357,544 parameters at 224x224 with 1000 classes."""

from tensorflow.keras import layers, models

# Per block: the filters and the number of its convolutions.
BLOCKS = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]


def convolutions(x, blocks):
    """Blocks of 3x3 convolutions, each followed by a pooling that halves height and width."""
    for block, (filters, number) in enumerate(blocks, start=1):
        for index in range(1, number + 1):
            name = "block{}_conv{}".format(block, index)
            x = layers.Conv2D(filters, (3, 3), activation="relu", padding="same", name=name)(x)
        x = layers.MaxPooling2D((2, 2), strides=(2, 2), name=f"block{block}_pool")(x)
    return x


def hidden(x):
    """The two large dense layers, which hold nine tenths of the parameters."""
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(4096, activation="relu", name="fc1")(x)
    return layers.Dense(4096, activation="relu", name="fc2")(x)


def vgg16(input_shape=(224, 224, 3), classes=1000):
    inputs = layers.Input(shape=input_shape)
    x = hidden(convolutions(inputs, BLOCKS))
    outputs = layers.Dense(classes, activation="softmax", name="predictions")(x)
    return models.Model(inputs, outputs, name="vgg16")
