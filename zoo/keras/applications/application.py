"""What the constructors of keras.applications share: weights, input, pooling, classifier, model.

How a family is written: one file in this folder, named like the module of Keras 3 that holds it, with one function per
constructor that has its name and its parameters in their order and with their defaults. Blocks and the body are shared with
other files of the zoo where they are the same; layers have the names that Keras gives them.

    from .application import image_input, image_shape, model, pooled, top

    def VGG16(include_top=True, weights="imagenet", input_tensor=None, input_shape=None, pooling=None, classes=1000,
              classifier_activation="softmax", name="vgg16"):
        shape = image_shape(input_shape, 224, 32, include_top, weights, classes)
        image = image_input(input_tensor, shape)
        x = body(image)
        if include_top:
            x = top(x, classes, classifier_activation, weights)
        else:
            x = pooled(x, pooling)
        return model(image, input_tensor, x, name)

Then a line per constructor in `server/src/frameworks/keras/applications.ts` and, for a new file, one in `zoo-sources.ts`
beside it. Where Keras raises an error, so does a constructor: the message reaches the user at the call. Nothing here may
change anything outside a function: a file runs once and serves every call. Pretrained weights change no shape; all that
matters is whether there are any, since Keras then allows fewer sizes.
"""

from tensorflow.keras import activations, layers, models
from tensorflow.keras.utils import get_source_inputs

PLAIN_NAMES = ("softmax", "linear")
PLAIN_ACTIVATIONS = (None, activations.softmax, activations.linear)


def image_shape(input_shape, default_size, minimum_size, include_top, weights, classes=1000):
    """Height, width and channels of the input, after Keras' checks of what is asked for. None is a side left open."""
    pretrained = weights == "imagenet"
    if include_top and pretrained and classes != 1000:
        raise ValueError(f'with weights="imagenet" and include_top=True, classes should be 1000, not {classes}')
    if input_shape is None:
        return (default_size, default_size, 3) if include_top else (None, None, 3)
    if include_top and pretrained and input_shape != (default_size, default_size, 3):
        raise ValueError(
            f'with weights="imagenet" and include_top=True, input_shape should be {(default_size, default_size, 3)}, '
            f"not {input_shape}"
        )
    if len(input_shape) != 3:
        raise ValueError(f"input_shape must have three sides, not {input_shape}")
    height, width, channels = input_shape
    if pretrained and channels != 3:
        raise ValueError(f"the pretrained weights are for 3 channels; input_shape is {input_shape}")
    if (height is not None and height < minimum_size) or (width is not None and width < minimum_size):
        raise ValueError(f"input_shape must be at least {minimum_size}x{minimum_size}, not {input_shape}")
    if include_top and None in input_shape:
        raise ValueError(f"with include_top=True every side of input_shape must be given, not {input_shape}")
    return input_shape


def image_input(input_tensor, shape):
    """The tensor at which the network starts."""
    return layers.Input(shape=shape) if input_tensor is None else input_tensor


def check_activation(classifier_activation, weights):
    """Pretrained weights go with softmax or with no activation at all."""
    plain = PLAIN_NAMES if isinstance(classifier_activation, str) else PLAIN_ACTIVATIONS
    if weights is not None and classifier_activation not in plain:
        raise ValueError(f"with pretrained weights, classifier_activation is softmax or None, not {classifier_activation}")


def top(x, classes, classifier_activation, weights, pool="avg_pool", dropout=0, drop="top_dropout", dense="predictions"):
    """The classifier of most families: pooling over the whole image, dropout where there is a rate, one dense layer."""
    x = layers.GlobalAveragePooling2D(name=pool)(x)
    if dropout > 0:
        x = layers.Dropout(dropout, name=drop)(x)
    check_activation(classifier_activation, weights)
    return layers.Dense(classes, activation=classifier_activation, name=dense)(x)


def pooled(x, pooling, average="avg_pool", maximum="max_pool"):
    """What include_top=False leaves: features per place, or over the whole image. A name of None is an automatic one."""
    if pooling == "avg":
        return layers.GlobalAveragePooling2D(name=average)(x)
    if pooling == "max":
        return layers.GlobalMaxPooling2D(name=maximum)(x)
    return x


def model(image, input_tensor, outputs, name):
    """The network, from the inputs that a given tensor rests on."""
    inputs = image if input_tensor is None else get_source_inputs(input_tensor)
    return models.Model(inputs, outputs, name=name)
