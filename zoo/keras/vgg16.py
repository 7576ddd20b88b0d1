"""VGG-16 (Simonyan and Zisserman, 2014), configuration D: 138,357,544 parameters at 224x224 with 1000 classes."""

from tensorflow.keras import layers, models

# Per block: the filters and the number of its convolutions.
BLOCKS = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]


def vgg16(input_shape=(224, 224, 3), classes=1000):
    model = models.Sequential([layers.Input(shape=input_shape)], name="vgg16")
    for block, (filters, convolutions) in enumerate(BLOCKS, start=1):
        for index in range(1, convolutions + 1):
            name = "block{}_conv{}".format(block, index)
            model.add(layers.Conv2D(filters, (3, 3), activation="relu", padding="same", name=name))
        model.add(layers.MaxPooling2D((2, 2), strides=(2, 2), name=f"block{block}_pool"))

    model.add(layers.Flatten(name="flatten"))
    model.add(layers.Dense(4096, activation="relu", name="fc1"))
    model.add(layers.Dense(4096, activation="relu", name="fc2"))
    model.add(layers.Dense(classes, activation="softmax", name="predictions"))
    return model
