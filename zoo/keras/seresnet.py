"""ResNet with squeeze and excitation (Hu et al., 2017) in every block: SEResNet-18 and 34 of two 3x3 convolutions each, the
deeper ones of bottlenecks.
"""

from .resnet_preactivated import preactivated
from .senet import convolution, normalized, senet, squeeze_and_excite


def bottleneck(x, filters, strides):
    x = normalized(convolution(x, filters // 4, 1, strides))
    x = normalized(convolution(x, filters // 4, 3))
    return normalized(convolution(x, filters, 1), relu=False)


def seresnet18(input_shape=(224, 224, 3), classes=1000):
    return preactivated(18, input_shape, classes, "seresnet18", excite=squeeze_and_excite)


def seresnet34(input_shape=(224, 224, 3), classes=1000):
    return preactivated(34, input_shape, classes, "seresnet34", excite=squeeze_and_excite)


def seresnet50(input_shape=(224, 224, 3), classes=1000):
    return senet(50, bottleneck, input_shape, classes, "seresnet50")


def seresnet101(input_shape=(224, 224, 3), classes=1000):
    return senet(101, bottleneck, input_shape, classes, "seresnet101")


def seresnet152(input_shape=(224, 224, 3), classes=1000):
    return senet(152, bottleneck, input_shape, classes, "seresnet152")
