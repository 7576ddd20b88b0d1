"""Calls of Keras' layers whose shapes and weights are compared with ours: (call, input shapes without the batch, state).

`state` is the data format that `keras.backend.set_image_data_format` is given before the layer is made.
"""

from itertools import product

CASES = []


def case(call, *shapes, state="channels_last"):
    CASES.append((call, [list(shape) for shape in shapes], state))


def written(name, arguments):
    return f"{name}({', '.join(arguments)})"


# One image, sequence and volume with odd sides; the channels can be dealt to 2 and 3 groups.
LAST = {1: (11, 6), 2: (11, 9, 6), 3: (7, 9, 8, 6)}
FIRST = {1: (6, 11), 2: (6, 11, 9), 3: (6, 7, 9, 8)}
OPEN = {1: (None, 6), 2: (None, None, 6), 3: (None, None, None, 6)}
FIRST_FORMAT = 'data_format="channels_first"'


def everywhere(name, arguments, rank):
    """Channels last, channels first by argument, sides that are not known."""
    for layout in range(3):
        laid_out(name, arguments, rank, layout)


def in_turn(name, arguments, rank):
    """One of the three layouts, another one for each case: for tables of many combinations."""
    laid_out(name, arguments, rank, len(CASES) % 3)


def laid_out(name, arguments, rank, layout):
    if layout == 1:
        case(written(name, [*arguments, FIRST_FORMAT]), FIRST[rank])
    else:
        case(written(name, arguments), (LAST if layout == 0 else OPEN)[rank])


def convolutions():
    for rank in (1, 2, 3):
        sides = "(" + ", ".join(str(side) for side in (3, 2, 4)[:rank]) + ",)"
        steps = "(" + ", ".join(str(side) for side in (2, 1, 3)[:rank]) + ",)"
        holes = "(" + ", ".join(str(side) for side in (2, 1, 2)[:rank]) + ",)"
        for kernel, strides, padding in product((3, sides), (1, 2, steps), ("valid", "same")):
            in_turn(f"Conv{rank}D", ["8", str(kernel), f"strides={strides}", f'padding="{padding}"'], rank)
        for extra in (
            ["dilation_rate=2"],
            [f"dilation_rate={holes}"],
            ["dilation_rate=2", 'padding="same"'],
            ["groups=2"],
            ["groups=6", "use_bias=False"],
            ["groups=3"],
            ["groups=4"],
            ["groups=0"],
            ['activation="relu"', "use_bias=False"],
            ["strides=2", "dilation_rate=2"],
            ["strides=0"],
            ["dilation_rate=4"],
            ['padding="causal"'],
            ['padding="causal"', "dilation_rate=2"],
            ['padding="causal"', "strides=2"],
            ['padding="full"'],
        ):
            in_turn(f"Conv{rank}D", ["12", "3", *extra], rank)
        case(f"Conv{rank}D(8, 12)", LAST[rank])
        case(f"Conv{rank}D(0, 3)", LAST[rank])
        case(f"Conv{rank}D(-2, 3)", LAST[rank])
        case(f"Conv{rank}D(8, 0)", LAST[rank])
        case(f"Conv{rank}D(8, (3, 3, 3, 3))", LAST[rank])
        case(f"Conv{rank}D(8, 3)", LAST[rank % 3 + 1])
        case(f"Conv{rank}D(8, 3)", (*LAST[rank][:-1], None))
        case(f'Conv{rank}D(8, 3, 1, "same", "channels_first", 1, 2, "relu", False)', FIRST[rank])
        case(f"Convolution{rank}D(8, 3)", LAST[rank])

        for kernel, strides, padding in product((1, 4, sides), (1, 2, steps), ("valid", "same")):
            arguments = ["8", str(kernel), f"strides={strides}", f'padding="{padding}"']
            case(written(f"Conv{rank}DTranspose", arguments), LAST[rank])
        for kernel, padding, amount in product((2, 3), ("valid", "same"), (0, 1, 2)):
            arguments = ["8", str(kernel), "strides=2", f'padding="{padding}"', f"output_padding={amount}"]
            case(written(f"Conv{rank}DTranspose", arguments), LAST[rank])
        for extra in (
            ["strides=2", 'padding="same"', "use_bias=False"],
            ["strides=3"],
            ["dilation_rate=2"],
            ["dilation_rate=2", 'padding="same"'],
            ["strides=2", "dilation_rate=2"],
            ["strides=2", f"output_padding={(1,) * rank}"],
            ["strides=2", f"output_padding={(1, 0, 1)[:rank]}"],
        ):
            in_turn(f"Conv{rank}DTranspose", ["8", "3", *extra], rank)
        case(f"Convolution{rank}DTranspose(8, 3)", LAST[rank])
        case(f'Conv{rank}DTranspose(8, 3, 2, "same")', LAST[rank])
    case('Conv2DTranspose(8, 3, 2, "same", None, "channels_first", 1, "relu", False)', FIRST[2])
    case('Conv3DTranspose(8, 3, 2, "same", None, None, 1, "relu", False)', LAST[3])

    for rank in (1, 2):
        for strides, padding in product((1, 2), ("valid", "same")):
            tail = [f"strides={strides}", f'padding="{padding}"']
            in_turn(f"SeparableConv{rank}D", ["8", "3", *tail], rank)
            in_turn(f"DepthwiseConv{rank}D", ["3", *tail], rank)
        for extra in (
            ["depth_multiplier=2"],
            ["depth_multiplier=3", "use_bias=False"],
            ["dilation_rate=2"],
            ["dilation_rate=2", 'padding="same"'],
            ["strides=2", "dilation_rate=2"],
            ["depth_multiplier=0"],
            ['padding="causal"'],
        ):
            in_turn(f"SeparableConv{rank}D", ["8", "3", *extra], rank)
            in_turn(f"DepthwiseConv{rank}D", ["3", *extra], rank)
        case(f'SeparableConv{rank}D(8, 3, 2, "same", "channels_last", 1, 2, "relu", False)', LAST[rank])
        case(f'DepthwiseConv{rank}D(3, 2, "same", 2, "channels_last", 1, "relu", False)', LAST[rank])
        case(f"SeparableConvolution{rank}D(8, 3)", LAST[rank])
    everywhere("SeparableConv2D", ["8", "(1, 5)"], 2)
    everywhere("DepthwiseConv2D", ["(1, 5)", "depth_multiplier=2"], 2)
    case("DepthwiseConv2D(3, strides=(2, 1))", LAST[2])
    case("SeparableConv2D(8, 3, strides=(2, 1))", LAST[2])

    for rank in (1, 2):
        for strides, implementation in product((1, 2, 3), (1, 2, 3)):
            arguments = ["4", "3", f"strides={strides}", f"implementation={implementation}"]
            case(written(f"LocallyConnected{rank}D", arguments), LAST[rank])
            case(written(f"LocallyConnected{rank}D", [*arguments, FIRST_FORMAT]), FIRST[rank])
            case(written(f"LocallyConnected{rank}D", [*arguments, 'padding="same"']), LAST[rank])
        for kernel in (2, 4):
            case(f'LocallyConnected{rank}D(4, {kernel}, padding="same", implementation=3)', LAST[rank])
        case(f"LocallyConnected{rank}D(4, 3, use_bias=False)", LAST[rank])
        case(f"LocallyConnected{rank}D(4, 3)", OPEN[rank])
    case("LocallyConnected2D(4, (1, 3), strides=(2, 1))", LAST[2])


def poolings():
    for rank in (1, 2, 3):
        size = "(" + ", ".join(str(side) for side in (3, 2, 4)[:rank]) + ",)"
        for name in ("Max", "Average"):
            everywhere(f"{name}Pooling{rank}D", [], rank)
            for pool, strides, padding in product((2, 3, size), (None, 1, 2), ("valid", "same")):
                arguments = [str(pool), f"strides={strides}", f'padding="{padding}"']
                in_turn(f"{name}Pooling{rank}D", arguments, rank)
            case(f"{name}Pooling{rank}D(12)", LAST[rank])
            case(f"{name}Pooling{rank}D(0)", LAST[rank])
            case(f"{name}Pooling{rank}D(2, strides=0)", LAST[rank])
            case(f"{name}Pooling{rank}D()", LAST[rank % 3 + 1])
            case(f'{name}Pooling{rank}D(3, 2, "same", "channels_first")', FIRST[rank])
            everywhere(f"Global{name}Pooling{rank}D", [], rank)
            everywhere(f"Global{name}Pooling{rank}D", ["keepdims=True"], rank)
            case(f"Global{name}Pooling{rank}D()", LAST[rank % 3 + 1])
            for output in (1, 4, size):
                case(f"Adaptive{name}Pooling{rank}D({output})", LAST[rank])
                case(f"Adaptive{name}Pooling{rank}D({output}, {FIRST_FORMAT})", FIRST[rank])
            case(f"Adaptive{name}Pooling{rank}D(3)", OPEN[rank])
            short = "Avg" if name == "Average" else name
            case(f"{short}Pool{rank}D()", LAST[rank])
            case(f"Global{short}Pool{rank}D()", LAST[rank])


def arrangements():
    for rank in (1, 2, 3):
        axes = ", ".join(("1", "0", "2")[:rank])
        pairs = ", ".join(("(1, 2)", "(0, 3)", "(2, 1)")[:rank])
        options = ["", "2", "0"] + ([f"({axes})", f"({pairs})"] if rank > 1 else ["(1, 2)"])
        for option in options:
            arguments = [option] if option else []
            case(written(f"ZeroPadding{rank}D", arguments), LAST[rank])
            case(written(f"ZeroPadding{rank}D", arguments), OPEN[rank])
            case(written(f"ZeroPadding{rank}D", [*arguments, FIRST_FORMAT]), FIRST[rank])
            case(written(f"Cropping{rank}D", arguments), LAST[rank])
            case(written(f"Cropping{rank}D", arguments), OPEN[rank])
            if rank > 1:
                case(written(f"Cropping{rank}D", [*arguments, FIRST_FORMAT]), FIRST[rank])
        case(f"Cropping{rank}D(6)", LAST[rank])
        case(f"ZeroPadding{rank}D((1, 2, 3, 4))", LAST[rank])
        case(f"ZeroPadding{rank}D()", LAST[rank % 3 + 1])
        for size in ["", "3"] + [f"({', '.join(('2', '3', '1')[:rank])})"] * (rank > 1):
            case(f"UpSampling{rank}D({size})", LAST[rank])
            case(f"UpSampling{rank}D({size})", OPEN[rank])
            if rank > 1:
                first = ", ".join(filter(None, [size, FIRST_FORMAT]))
                case(f"UpSampling{rank}D({first})", FIRST[rank])
        case(f"Flatten()", LAST[rank])
        case(f"Flatten({FIRST_FORMAT})", FIRST[rank])
        case(f"Flatten()", OPEN[rank])
    case('UpSampling2D(2, interpolation="bilinear")', LAST[2])
    case('UpSampling2D((2, 3), None, "nearest")', LAST[2])
    case("Flatten()", (5,))
    case("Flatten()", ())
    for target in ("(6, 33)", "(-1,)", "(3, -1, 2)", "(2, -1)", "(5, 5)", "(-1, 7)", "(-1, -1)", "(594,)"):
        case(f"Reshape({target})", LAST[2])
    case("Reshape((-1, 6))", OPEN[2])
    case("Reshape((4, 6))", OPEN[2])
    case("Reshape((6, -1))", (None, 6))
    for dims in ("(2, 1, 3)", "(3, 1, 2)", "(1, 2)", "(0, 1, 2)", "(1, 1, 2)", "(4, 1, 2)"):
        case(f"Permute({dims})", LAST[2])
    case("Permute((2, 1))", OPEN[1])
    case("RepeatVector(4)", (5,))
    case("RepeatVector(4)", (None,))
    case("RepeatVector(4)", (5, 6))
    case("RepeatVector(0)", (5,))


def normalizations():
    for shape in (*LAST.values(), (7,), (5, 1)):
        case("BatchNormalization()", shape)
        case("BatchNormalization(axis=1)", shape)
        case("LayerNormalization()", shape)
        case("GroupNormalization(groups=1)", shape)
        case("GroupNormalization(-1)", shape)
        case("UnitNormalization()", shape)
        case("Normalization()", shape)
        case("RMSNormalization()", shape)
    for extra in ("center=False", "scale=False", "scale=False, center=False", "axis=-1", "axis=3", "axis=2", "axis=4", "axis=0"):
        case(f"BatchNormalization({extra})", LAST[2])
        case(f"LayerNormalization({extra})", LAST[2])
        case(f"GroupNormalization(3, {extra})", LAST[2])
    case("BatchNormalization(1, 0.9, 1e-3, False, True)", FIRST[2])
    case("BatchNormalization(axis=[3])", LAST[2])
    case("BatchNormalization()", OPEN[2])
    case("BatchNormalization(axis=1)", OPEN[2])
    case("LayerNormalization(axis=[1, 2, 3])", LAST[2])
    case("LayerNormalization(axis=(1, 3))", LAST[2])
    case("LayerNormalization(axis=[-1, -2])", LAST[2])
    case("LayerNormalization(axis=[-1, 3])", LAST[2])
    case("LayerNormalization(axis=1)", OPEN[2])
    case("LayerNormalization(3, 1e-6, False, True)", LAST[2])
    case("LayerNormalization()", OPEN[2])
    case("LayerNormalization(rms_scaling=True)", LAST[2])
    for groups in (2, 3, 4, 6, 7, 12, 32, 0, -2):
        case(f"GroupNormalization({groups})", LAST[2])
    case("GroupNormalization()", (5, 5, 64))
    case("GroupNormalization()", LAST[2])
    case("GroupNormalization(2, 1)", FIRST[2])
    case("GroupNormalization(groups=2, axis=2)", (5, 4, 3))
    case("GroupNormalization(2)", OPEN[2])
    case("UnitNormalization(axis=[1, 2])", LAST[2])
    case("UnitNormalization(axis=4)", LAST[2])
    case("UnitNormalization()", (None, None))
    for extra in ("axis=None", "axis=1", "axis=(1, 3)", "axis=-1", "axis=4", "mean=3.0, variance=2.0", "mean=3.0", "axis=None, mean=3.0, variance=2.0", "invert=True"):
        case(f"Normalization({extra})", LAST[2])
    case("Normalization()", OPEN[2])
    case("Normalization(axis=1)", OPEN[2])
    case("Normalization(axis=-1)", ())
    case("RMSNormalization(axis=[1, 2])", LAST[2])
    case("RMSNormalization(axis=1)", LAST[2])
    case("RMSNormalization()", OPEN[2])
    case("SpectralNormalization(Conv2D(8, 3, strides=2))", LAST[2])
    case("SpectralNormalization(Conv2D(8, 3, use_bias=False), 2)", LAST[2])
    case(f"SpectralNormalization(Conv2D(8, 3, {FIRST_FORMAT}))", FIRST[2])
    case("SpectralNormalization(Conv1D(8, 3))", LAST[1])
    case("SpectralNormalization(Conv3D(8, 3))", LAST[3])
    case("SpectralNormalization(Dense(5))", LAST[2])
    case("SpectralNormalization(Conv2DTranspose(8, 3, strides=2))", LAST[2])
    case("SpectralNormalization(DepthwiseConv2D(3))", LAST[2])
    case("SpectralNormalization(SeparableConv2D(8, 3))", LAST[2])
    case("SpectralNormalization(Embedding(10, 4))", (7,))
    case("SpectralNormalization(MaxPooling2D())", LAST[2])
    case("SpectralNormalization(Dense(5), power_iterations=0)", LAST[2])


def activations():
    for shape in (LAST[2], (7,), OPEN[2]):
        for call in (
            "ReLU()", "ReLU(6.0)", "LeakyReLU()", "LeakyReLU(0.1)", "ELU(0.5)", "ThresholdedReLU(0.5)", "Softmax()",
            'Activation("gelu")', "PReLU()", "Masking(0.0)", "ActivityRegularization(l1=0.1)", "GaussianDropout(0.5)",
            "GaussianNoise(0.1)", "AlphaDropout(0.5)", "Dropout(0.5)", "Identity()",
        ):
            case(call, shape)
    case("ReLU(max_value=6, negative_slope=0.1, threshold=0.2)", LAST[2])
    case("ReLU(max_value=-1)", LAST[2])
    case("LeakyReLU(alpha=0.3)", LAST[2])
    case("LeakyReLU(negative_slope=0.3)", LAST[2])
    case("PReLU(shared_axes=[1, 2])", LAST[2])
    case("PReLU(shared_axes=[1, 2])", OPEN[2])
    case("PReLU(shared_axes=[1])", LAST[2])
    case("PReLU(shared_axes=[3])", LAST[2])
    case("PReLU(shared_axes=[4])", LAST[2])
    case('PReLU("zeros", None, None, [1, 2])', LAST[2])
    case("Softmax(axis=1)", LAST[2])
    case("SpatialDropout1D(0.5)", LAST[1])
    case("SpatialDropout2D(0.5)", LAST[2])
    case(f"SpatialDropout2D(0.5, {FIRST_FORMAT})", FIRST[2])
    case("SpatialDropout3D(0.5)", LAST[3])
    case("SpatialDropout2D(0.5)", LAST[1])


def merges():
    for name in ("Add", "Multiply", "Average", "Maximum", "Minimum"):
        case(f"{name}()", LAST[2], LAST[2])
        case(f"{name}()", LAST[2], (1, 1, 6), (11, 9, 1))
        case(f"{name}()", LAST[2], (6,))
        case(f"{name}()", LAST[2], (11, 8, 6))
        case(f"{name}()", OPEN[2], LAST[2])
    case("Subtract()", LAST[2], LAST[2])
    case("Subtract()", LAST[2], LAST[2], LAST[2])
    for axis in (-1, 1, 3, 2, -2, 4, 0):
        case(f"Concatenate(axis={axis})", LAST[2], LAST[2])
    case("Concatenate()", LAST[2], (11, 9, 2), (11, 9, 1))
    case("Concatenate(1)", LAST[2], (4, 9, 6))
    case("Concatenate()", LAST[2], (11, 8, 6))
    case("Concatenate()", OPEN[2], LAST[2])
    case("Concatenate()", (5,), (3,))
    case("Dot(axes=1)", (5,), (5,))
    case("Dot(axes=-1)", (5,), (5,))
    case("Dot(axes=1, normalize=True)", (5,), (5,))
    case("Dot(axes=1)", (5,), (4,))
    case("Dot(axes=(2, 1))", (4, 5), (5, 6))
    case("Dot((1, 1))", (4, 5), (4, 6))
    case("Dot(axes=2)", (4, 5), (6, 5))
    case("Dot(axes=(2, 2))", (4, 5), (6, 5))
    case("Dot(axes=(1, 2))", (4, 5), (6, 4))
    case("Dot(axes=(1, 1))", (5,), (5, 6))
    case("Dot(axes=(2, 1))", (4, 5), (5,))
    case("Dot(axes=-1)", (4, 5), (6, 5))
    case("Dot(axes=(3, 1))", (4, 5, 6), (6, 3))
    case("Dot(axes=3)", (4, 5), (4, 5))
    case("Dot(axes=(2, 1))", (None, 5), (5, 6))
    case("Dot(axes=0)", (4, 5), (4, 5))
    case("Dot(axes=1)", (5,), (5,), (5,))


def preprocessing():
    for name in (
        "RandomFlip()", 'RandomFlip("horizontal")', "RandomRotation(0.1)", "RandomZoom(0.1)", "RandomZoom((-0.2, 0.3), (0.1, 0.2))",
        "RandomTranslation(0.1, 0.2)", "RandomContrast(0.2)", "RandomBrightness(0.2)", "RandomHeight(0.2)", "RandomWidth(0.2)",
        "RandomCrop(5, 4)", "RandomCrop(height=20, width=30)", "CenterCrop(5, 4)", "CenterCrop(20, 30)", "Resizing(20, 30)",
        "Resizing(5, 4, crop_to_aspect_ratio=True)", "Resizing(20, 30, pad_to_aspect_ratio=True)", 'Resizing(8, 8, "nearest")',
        "Resizing(height=8, width=8, interpolation='bicubic')", "Rescaling(1 / 255)", "Rescaling(scale=2.0, offset=-1.0)",
        "AutoContrast()", "ContrastLimitedAdaptiveHistogramEqualization()", "Equalization()", "MixUp()", "CutMix()", "RandAugment()", "AugMix()", "RandomColorDegeneration(0.2)",
        "RandomColorJitter()", "RandomErasing()", "RandomElasticTransform()", "RandomGaussianBlur()", "RandomGrayscale(0.5)",
        "RandomHue(0.2)", "RandomInvert()", "RandomPerspective()", "RandomPosterization(4)", "RandomSaturation(0.5)",
        "RandomSharpness(0.5)", "RandomShear(0.1, 0.1)", "Solarization()",
    ):
        case(name, (11, 9, 3))
        case(name, (None, None, 3))
    case(f"Resizing(5, 4, {FIRST_FORMAT})", (3, 11, 9))
    case(f"CenterCrop(5, 4, {FIRST_FORMAT})", (3, 11, 9))
    case(f"RandomCrop(5, 4, {FIRST_FORMAT})", (3, 11, 9))
    case("Resizing(5, 4)", (9, 3))
    case("CenterCrop(5, 4)", (9, 3))


def plain():
    for shape in (*LAST.values(), (7,), OPEN[1]):
        case("Dense(5)", shape)
        case('Dense(5, "relu", False)', shape)
    case("Dense(5)", (4, None))
    case("Dense(units=5.0)", (4,))
    case('Dense(5, name="head", kernel_initializer="zeros", bias_regularizer="l2")', (4,))
    case("Dense()", (4,))
    case("Dense(5, unit=3)", (4,))
    case("Conv2D(8)", LAST[2])
    case("Conv2D(8, kernel=3)", LAST[2])
    case("Conv2D(8.0, 3)", LAST[2])
    case('Conv2D(8, [3, 2], [1, 2], "SAME")', LAST[2])
    case('Conv2D(8, 3, data_format="channels_middle")', LAST[2])
    case("Conv2D(filters=8, kernel_size=(3,))", LAST[2])
    case("Conv2D(8, 3, strides=(2, 2, 2))", LAST[2])
    case("MaxPooling2D((2, 2), (1, 1), 'same')", LAST[2])
    case("MaxPooling2D((2, 2, 2))", LAST[2])
    case("MaxPooling1D(pool_size=[3], strides=[2])", LAST[1])
    case("GlobalAveragePooling2D('channels_first', True)", FIRST[2])
    case("ZeroPadding2D(((1, 2), 3))", LAST[2])
    case("ZeroPadding2D([1, 2])", LAST[2])
    case("ZeroPadding2D(-1)", LAST[2])
    case("Cropping2D(((1, 2), 3))", LAST[2])
    case("UpSampling2D(0)", LAST[2])
    case("UpSampling1D([3])", LAST[1])
    case("BatchNormalization(epsilon=1e-3, momentum=0.9, renorm=False)", LAST[2])
    case("Add()", LAST[2])
    case("Concatenate()", LAST[2])
    case("Dense(0)", (4,))
    for shape in ((7,), (None,), (7, 3), ()):
        case("Embedding(100, 8)", shape)
    case("Embedding(100, 8, input_length=7)", (7,))
    case("Embedding(100, 8, input_length=7)", (None,))
    case("Embedding(100, 8, input_length=7)", (6,))
    case("Embedding(100, 8, mask_zero=True)", (7,))
    case("Embedding(0, 8)", (7,))
    case("Embedding(100, 0)", (7,))


def channels_first_state():
    for rank in (1, 2, 3):
        shape = FIRST[rank]
        for call in (
            f"Conv{rank}D(8, 3, strides=2)", f"Conv{rank}DTranspose(8, 3)", f"MaxPooling{rank}D()", f"AveragePooling{rank}D(3, 1)",
            f"GlobalAveragePooling{rank}D()", f"GlobalMaxPooling{rank}D(keepdims=True)", f"ZeroPadding{rank}D(1)",
            f"Cropping{rank}D(1)", f"UpSampling{rank}D(2)", "Flatten()", "BatchNormalization()", "BatchNormalization(axis=1)",
            f'Conv{rank}D(8, 3, data_format="channels_last")', f"AdaptiveMaxPooling{rank}D(2)",
        ):
            case(call, shape, state="channels_first")
    for call in ("SeparableConv2D(8, 3)", "DepthwiseConv2D(3)", "Dense(5)", "Concatenate()", "SpatialDropout2D(0.1)"):
        shapes = [FIRST[2]] * (2 if call.startswith("Concat") else 1)
        case(call, *shapes, state="channels_first")
    for call in ("SeparableConv1D(8, 3)", "DepthwiseConv1D(3)", "LocallyConnected1D(4, 3)"):
        case(call, FIRST[1], state="channels_first")
    case("LocallyConnected2D(4, 3)", FIRST[2], state="channels_first")
    for call in ("Resizing(5, 4)", "CenterCrop(5, 4)", "RandomCrop(5, 4)", "RandomFlip()", "RandomHeight(0.1)", "Rescaling(2.0)", "MixUp()"):
        case(call, (3, 11, 9), state="channels_first")


for family in (
    convolutions, poolings, arrangements, normalizations, activations, merges, preprocessing, plain, channels_first_state,
):
    family()
