"""SqueezeNet v1.1 (Iandola et al., 2016), which pools earlier than v1.0: 1,235,496 parameters with 1000 classes."""

from tensorflow.keras import layers, models

# Per fire module: filters of its narrow convolution; each of the two wide ones has four times as many.
SQUEEZED = {2: 16, 3: 16, 4: 32, 5: 32, 6: 48, 7: 48, 8: 64, 9: 64}
POOLED_AFTER = (3, 5)


def activated(x, filters, kernel_size, name, **arguments):
    """Convolution and ReLU; `name` may be within a module: "fire2/expand1x1"."""
    module, slash, layer = name.rpartition("/")
    x = layers.Conv2D(filters, kernel_size, name=name, **arguments)(x)
    return layers.Activation("relu", name=f"{module}{slash}relu_{layer}")(x)


def fire(x, squeezed, name):
    """A narrow 1x1 convolution feeds two wide ones."""
    x = activated(x, squeezed, 1, name + "/squeeze1x1")
    left = activated(x, 4 * squeezed, 1, name + "/expand1x1")
    right = activated(x, 4 * squeezed, 3, name + "/expand3x3", padding="same")
    return layers.Concatenate(name=name + "/concat")([left, right])


def squeezenet(input_shape=(224, 224, 3), classes=1000):
    inputs = layers.Input(shape=input_shape)
    x = activated(inputs, 64, 3, "conv1", strides=2)
    x = layers.MaxPooling2D(3, strides=2, name="pool1")(x)
    for module, squeezed in SQUEEZED.items():
        x = fire(x, squeezed, f"fire{module}")
        if module in POOLED_AFTER:
            x = layers.MaxPooling2D(3, strides=2, name=f"pool{module}")(x)

    x = layers.Dropout(0.5, name="drop9")(x)
    x = activated(x, classes, 1, "conv10")
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Activation("softmax", name="loss")(x)
    return models.Model(inputs, outputs, name="squeezenet")
