"""AlexNet (Krizhevsky et al., 2012) without its split over two devices and without padding.

In Bouzidi et al. (2020) it was measured with three hidden layers and with one class: `classes=1`.
"""

from tensorflow.keras import Sequential, layers


def alexnet(input_shape=(227, 227, 3), classes=1000):
    return Sequential(
        [
            layers.Input(shape=input_shape),
            layers.Conv2D(96, 11, strides=4, activation="relu"),
            layers.MaxPooling2D(3, strides=2),
            layers.Conv2D(256, 5, activation="relu"),
            layers.MaxPooling2D(3, strides=2),
            layers.Conv2D(384, 3, activation="relu"),
            layers.Conv2D(384, 3, activation="relu"),
            layers.Conv2D(256, 3, activation="relu"),
            layers.MaxPooling2D(3, strides=2),
            layers.Flatten(),
            layers.Dense(4096, activation="relu"),
            layers.Dropout(0.4),
            layers.Dense(4096, activation="relu"),
            layers.Dense(4096, activation="relu"),
            layers.Dropout(0.4),
            layers.Dense(classes, activation="softmax"),
        ],
        name="alexnet",
    )
