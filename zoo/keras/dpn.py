"""Dual path networks (Chen et al., 2017): some channels of a block are added to a residual path, the others are stacked onto a
dense one. With 1000 classes DPN-92 has 37,769,632 parameters, DPN-98 61,701,472, DPN-107 87,055,456 and DPN-137 79,413,504.
Grouped convolutions are written out, so that the last one has 4,072 layers.
"""

from tensorflow.keras import layers, models

from .resnext import channels, grouped_convolution

# Per depth: filters of the stem and of the first stage inside its blocks, groups, blocks of the four stages, and the channels
# that each of their blocks stacks.
VARIANTS = {
    92: (64, 96, 32, (3, 4, 20, 3), (16, 32, 24, 128)),
    98: (96, 160, 40, (3, 6, 20, 3), (16, 32, 32, 128)),
    107: (128, 200, 50, (4, 8, 20, 3), (20, 64, 64, 128)),
    137: (128, 160, 40, (4, 8, 28, 3), (16, 32, 32, 128)),
}


def activated(x):
    return layers.Activation("relu")(layers.BatchNormalization()(x))


def convolution(x, filters, kernel_size=1, strides=1):
    return activated(layers.Conv2D(filters, kernel_size, strides=strides, padding="same", use_bias=False)(x))


def split(x, residual):
    """The channels of the residual path, and the rest."""
    return channels(x, 0, residual), channels(x, residual, x.shape[-1])


def dual_path_block(paths, filters, groups, residual, stacked, strides, project):
    x = layers.Concatenate()(paths) if len(paths) > 1 else paths[0]
    if project:
        # Twice as many channels for the dense path to begin with.
        paths = split(convolution(x, residual + 2 * stacked, strides=strides), residual)
    added, dense = paths

    y = convolution(x, filters)
    y = activated(grouped_convolution(y, filters, groups, strides, padding="same"))
    y = convolution(y, residual + stacked)
    addition, news = split(y, residual)
    return layers.Add()([added, addition]), layers.Concatenate()([dense, news])


def dpn(depth=92, input_shape=(224, 224, 3), classes=1000):
    stem, filters, groups, stages, increments = VARIANTS[depth]
    inputs = layers.Input(shape=input_shape)
    x = convolution(inputs, stem, 7, strides=2)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)

    paths = (x,)
    for stage, (blocks, stacked) in enumerate(zip(stages, increments)):
        for block in range(blocks):
            first = block == 0
            strides = 2 if stage > 0 and first else 1
            paths = dual_path_block(paths, filters * 2**stage, groups, 256 * 2**stage, stacked, strides, project=first)

    x = layers.Concatenate()(paths)
    # Half the sum of mean and maximum.
    x = layers.Add()([layers.GlobalAveragePooling2D()(x), layers.GlobalMaxPooling2D()(x)])
    x = layers.Lambda(lambda total: 0.5 * total)(x)
    outputs = layers.Dense(classes, activation="softmax", use_bias=False)(x)
    return models.Model(inputs, outputs, name=f"dpn{depth}")
