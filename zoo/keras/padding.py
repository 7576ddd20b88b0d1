"""The padding of TensorFlow's models in front of a convolution with stride 2 that pads nothing itself."""


def padding_for_stride_2(x, kernel_size):
    """What the kernel needs on each side; one row less on top where the height is even or not known, likewise for columns."""
    _, height, width, _ = x.shape
    half = kernel_size // 2
    if height is None:
        return ((half - 1, half), (half - 1, half))
    return ((half - 1 + height % 2, half), (half - 1 + width % 2, half))
