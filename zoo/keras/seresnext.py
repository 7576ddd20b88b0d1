"""ResNeXt with squeeze and excitation (Hu et al., 2017) in every block, of 32 groups."""

from .senet import grouped_bottleneck, senet


def bottleneck(x, filters, strides):
    return grouped_bottleneck(x, filters, strides, groups=32, inside=filters // 2, narrowing=1)


def seresnext50(input_shape=(224, 224, 3), classes=1000):
    return senet(50, bottleneck, input_shape, classes, "seresnext50")


def seresnext101(input_shape=(224, 224, 3), classes=1000):
    return senet(101, bottleneck, input_shape, classes, "seresnext101")
