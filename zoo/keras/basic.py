"""Two plain networks of the paper's benchmark (Bouzidi et al., 2020): four wide convolutions, each pooled, and two hidden layers."""

from tensorflow.keras import layers, models


def basic(kernel_size, input_shape=(224, 224, 3), classes=1000, name="basic"):
    inputs = layers.Input(shape=input_shape)
    x = inputs
    for block, filters in enumerate((64, 128, 256, 512), start=1):
        x = layers.Conv2D(filters, kernel_size, activation="relu", padding="same", name=f"block{block}_conv1")(x)
        x = layers.MaxPooling2D(3, strides=2, name=f"block{block}_pool")(x)

    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(2048, activation="relu", name="fc1")(x)
    x = layers.Dense(2048, activation="relu", name="fc2")(x)
    outputs = layers.Dense(classes, activation="softmax", name="predictions")(x)
    return models.Model(inputs, outputs, name=name)


def basic_3(input_shape=(224, 224, 3)):
    return basic(7, input_shape, name="basic3")


def basic_4(input_shape=(224, 224, 3)):
    return basic(11, input_shape, name="basic4")
