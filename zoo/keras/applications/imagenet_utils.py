"""What networks outside keras.applications use of its `imagenet_utils`: the input's shape, checked."""


def obtain_input_shape(input_shape, default_size, min_size, data_format, require_flatten, weights=None):
    """Sides of the input, `None` for an open one; an error where Keras raises one."""
    channel = 0 if data_format == "channels_first" else -1
    pretrained = weights == "imagenet"
    channels = input_shape[channel] if input_shape and len(input_shape) == 3 and not pretrained else 3
    default_shape = _with_channels(channels, default_size, channel)
    if pretrained and require_flatten:
        if input_shape is not None and input_shape != default_shape:
            raise ValueError(f"with include_top=True and weights of ImageNet, input_shape should be {default_shape}")
        return default_shape
    if input_shape:
        _check(input_shape, min_size, channel, pretrained)
        shape = input_shape
    else:
        shape = default_shape if require_flatten else _with_channels(3, None, channel)
    if require_flatten and None in shape:
        raise ValueError(f"with include_top=True every side of input_shape must be given, not {shape}")
    return shape


def _with_channels(channels, size, channel):
    return (channels, size, size) if channel == 0 else (size, size, channels)


def _check(input_shape, min_size, channel, pretrained):
    if len(input_shape) != 3:
        raise ValueError(f"input_shape must have three sides, not {input_shape}")
    if pretrained and input_shape[channel] != 3:
        raise ValueError(f"the pretrained weights are for 3 channels; input_shape is {input_shape}")
    sides = input_shape[1:] if channel == 0 else input_shape[:2]
    for side in sides:
        if side is not None and side < min_size:
            raise ValueError(f"input_shape must be at least {min_size}x{min_size}, not {input_shape}")
