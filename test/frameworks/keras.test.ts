import * as assert from "node:assert/strict";
import { checkAnnotated } from "../support/annotated";

/** Shapes and parameters in these fixtures follow from the formulas of Keras' layers: k·k·Cin·F + F, 4C, n·m + m. */
describe("keras sources", () => {
  it("a fixture without a marker fails", async () => {
    await assert.rejects(checkAnnotated("from keras.layers import Input\n"), /no marker/);
  });

  it("a marker that does not hold fails", async () => {
    await assert.rejects(
      checkAnnotated(
        [
          "from keras.layers import Input, Conv2D",
          "from keras.models import Model",
          "x = Input((224, 224, 3))",
          "y = Conv2D(64, 3)(x)",
          "#   ^^^^^^ (None, 224, 224, 64) params 1792",
          "m = Model(x, y)",
        ].join("\n"),
      ),
      /line 4/,
    );
  });

  describe("spellings of imports", () => {
    const spellings = [
      "from keras.layers import Input, Conv2D\nfrom keras.models import Model",
      "from tensorflow.keras.layers import Input, Conv2D\nfrom tensorflow.keras.models import Model",
      "from tensorflow.python.keras.layers import Input, Conv2D\nfrom tensorflow.python.keras.models import Model",
      "from tensorflow.keras import layers, Model\nInput = layers.Input\nConv2D = layers.Conv2D",
      "import tensorflow as tf\nInput = tf.keras.Input\nConv2D = tf.keras.layers.Conv2D\nModel = tf.keras.Model",
      "import tensorflow.compat.v1 as tf\nInput = tf.keras.Input\nConv2D = tf.keras.layers.Conv2D\nModel = tf.keras.Model",
      "import keras\nInput = keras.layers.Input\nConv2D = keras.layers.Conv2D\nModel = keras.models.Model",
      "import keras.layers as L\nimport keras.models\nInput, Conv2D, Model = L.Input, L.Conv2D, keras.models.Model",
      "from keras.layers.convolutional import Conv2D\nfrom keras.engine.topology import Input\nfrom keras.engine.training import Model",
      "from keras.layers import Input, Convolution2D as Conv2D\nfrom keras.engine import Model",
      "from keras.models import *\nfrom keras.layers import *",
      "from keras.layers import *\nfrom keras.models import *\nfrom keras.optimizers import *",
      "from tensorflow import keras\nfrom tensorflow.keras import layers as kl\nInput, Conv2D, Model = keras.Input, kl.Conv2D, keras.Model",
      "import tf_keras as keras\nInput, Conv2D, Model = keras.Input, keras.layers.Conv2D, keras.Model",
      "from tensorflow.contrib.keras.api.keras.layers import Input, Conv2D\nfrom tensorflow.contrib.keras.api.keras.models import Model",
    ];
    for (const imports of spellings) {
      it(imports.replaceAll("\n", "; "), () =>
        checkAnnotated(`${imports}
x = Input((32, 32, 3))
y = Conv2D(8, (3, 3), padding="same")(x)
#   ^^^^^^ (None, 32, 32, 8) params 224
model = Model(x, y)
print(len([model]))
`),
      );
    }
  });

  it("every layer of the core, with its defaults", () =>
    checkAnnotated(`
from keras import layers, models
x = inputs = layers.Input(shape=(32, 32, 3))
#            ^ (None, 32, 32, 3) params 0
x = layers.Conv2D(16, 3, use_bias=False)(x)
#   ^ (None, 30, 30, 16) params 432
x = layers.BatchNormalization()(x)
#   ^ (None, 30, 30, 16) params 64
x = layers.ReLU()(x)
#   ^ (None, 30, 30, 16) params 0
x = layers.SeparableConv2D(8, 3, padding="SAME", depth_multiplier=2)(x)
#   ^ (None, 30, 30, 8) params 552
x = layers.LeakyReLU(0.1)(x)
#   ^ (None, 30, 30, 8) params 0
x = layers.DepthwiseConv2D(3, strides=(2, 2))(x)
#   ^ (None, 14, 14, 8) params 80
x = layers.Activation("relu")(x)
#   ^ (None, 14, 14, 8) params 0
x = layers.ZeroPadding2D(((1, 2), (0, 0)))(x)
#   ^ (None, 17, 14, 8) params 0
x = layers.SpatialDropout2D(0.2)(x)
#   ^ (None, 17, 14, 8) params 0
x = layers.MaxPool2D()(x)
#   ^ (None, 8, 7, 8) params 0
x = layers.AvgPool2D(2, 1, "same")(x)
#   ^ (None, 8, 7, 8) params 0
x = layers.GaussianNoise(0.1)(x)
#   ^ (None, 8, 7, 8) params 0
x = layers.Permute((2, 1, 3))(x)
#   ^ (None, 7, 8, 8) params 0
p = layers.GlobalAveragePooling2D()(x)
#   ^ (None, 8) params 0
q = layers.GlobalMaxPool2D(keepdims=True)(x)
#   ^ (None, 1, 1, 8) params 0
r = layers.Reshape((1, 1, -1))(p)
#   ^ (None, 1, 1, 8) params 0
x = layers.Concatenate()([r, q])
#   ^ (None, 1, 1, 16) params 0
x = layers.Flatten()(x)
#   ^ (None, 16) params 0
x = layers.Dropout(0.5)(x)
#   ^ (None, 16) params 0
x = layers.Dense(10)(x)
#   ^ (None, 10) params 170
x = layers.Softmax()(x)
#   ^ (None, 10) params 0
model = models.Model(inputs, x)
`));

  it("Keras 1 names", () =>
    checkAnnotated(`
from keras.layers import Input, Convolution2D, MaxPooling2D, Dense, Flatten, Dropout, merge
from keras.models import Model
img = Input(shape=(28, 28, 1))
a = Convolution2D(32, 3, 5, border_mode='same', subsample=(2, 2), W_regularizer=None)(img)
#   ^ (None, 14, 14, 32) params 512
b = Convolution2D(nb_filter=32, nb_row=5, nb_col=3, border_mode='same', subsample=(2, 2), bias=False, dim_ordering='tf')(img)
#   ^ (None, 14, 14, 32) params 480
c = merge([a, b], mode='concat', concat_axis=3)
#   ^ (None, 14, 14, 64) params 0
d = merge([a, b], mode='sum')
#   ^ (None, 14, 14, 32) params 0
c = MaxPooling2D((2, 2), border_mode='same')(c)
#   ^ (None, 7, 7, 64) params 0
c = Dropout(p=0.5)(Flatten()(c))
c = Dense(output_dim=10, init='uniform')(c)
#   ^ (None, 10) params 31370
model = Model(input=img, output=[c, d])
`));

  it("functional merges", () =>
    checkAnnotated(`
from tensorflow.keras.layers import Input, Conv2D, add, multiply, concatenate, average, maximum, subtract
from keras.layers.merge import add as plus
from tensorflow.keras.models import Model
i = Input((8, 8, 4))
j = Conv2D(4, 1)(i)
a = add([i, j], name="sum")
#   ^ (None, 8, 8, 4) params 0
m = multiply([a, j])
#   ^ (None, 8, 8, 4) params 0
v = average([a, m])
x = maximum([v, m])
s = subtract([x, a])
#   ^ (None, 8, 8, 4) params 0
c = concatenate([s, i, plus([j, x])], axis=-1)
#   ^ (None, 8, 8, 12) params 0
c = concatenate([c, c], 1)
#   ^ (None, 16, 8, 12) params 0
c = concatenate(inputs=[c, c], axis=2)
#   ^ (None, 16, 16, 12) params 0
model = Model(i, c)
`));

  it("operators of two tensors", () =>
    checkAnnotated(`
from keras.layers import Input, Conv2D, GlobalAveragePooling2D
from keras.models import Model
i = Input((8, 8, 4))
x = i + Conv2D(4, 1)(i)
#   ^ (None, 8, 8, 4) params 0
x = x * GlobalAveragePooling2D(keepdims=True)(x)
#   ^ (None, 8, 8, 4) params 0
x += i
#^ (None, 8, 8, 4) params 0
model = Model(i, x)
`));

  it("loops, helpers and computed names", () =>
    checkAnnotated(`
from keras.layers import Input, Conv2D, BatchNormalization, Activation
from keras.models import Model

def conv_bn(x, filters, name, **options):
    x = Conv2D(filters, 3, padding="same", name=f"{name}_conv", **options)(x)
    #   ^ (None, 16, 16, 8) params 224 | (None, 16, 16, 16) params 1168 | (None, 8, 8, 32) params 4640
    return BatchNormalization(name="%s_bn" % name)(x)

def build(shape=(16, 16, 3)):
    x = inputs = Input(shape)
    for index, filters in enumerate([8, 16]):
        x = conv_bn(x, filters, "block{}".format(index))
        x = Activation("relu")(x)
        #   ^ (None, 16, 16, 8) params 0 | (None, 16, 16, 16) params 0
    x = conv_bn(x, x.shape[-1] * 2, name="last", strides=2)
    #   ^ (None, 8, 8, 32) params 4640 | (None, 8, 8, 32) params 128
    return Model(inputs, x)
`));

  it("the data format in the words of Keras 1", () =>
    checkAnnotated(`
from keras import backend as K
from keras.layers import *
from keras.models import Model
x = Input((8, 8, 3) if K.image_dim_ordering() == "tf" else (3, 8, 8))
y = Conv2D(4, 1)(x)
#   ^^^^^^ (None, 8, 8, 4) params 16
m = Model(x, y)
`));

  it("closures, configuration in lists and dicts", () =>
    checkAnnotated(`
import keras
from keras import backend as K
from keras.layers import *

CONFIG = [dict(filters=8, kernel_size=3), {"filters": 16, "kernel_size": (1, 3), "strides": 2}]
AXIS = 3 if K.image_data_format() == "channels_last" else 1

def block(**config):
    def apply(x):
        x = Conv2D(padding="same", **config)(x)
        #   ^ (None, 20, 20, 8) params 224 | (None, 10, 10, 16) params 400
        return BatchNormalization(axis=AXIS)(x)
    return apply

def network():
    inputs = keras.Input(shape=[20, 20, 3])
    x = inputs
    for config in CONFIG:
        x = block(**config)(x)
    channels = K.int_shape(x)[AXIS]
    x = Dense(channels, activation=keras.activations.relu)(GlobalAveragePooling2D()(x))
    #   ^ (None, 16) params 272
    return keras.Model(inputs=inputs, outputs=x)
`));

  it("Sequential from a list", () =>
    checkAnnotated(`
from tensorflow.keras import Sequential
from tensorflow.keras.layers import InputLayer, Conv2D, Flatten, Dense
model = Sequential([
    InputLayer(input_shape=(10, 10, 1)),
    # ^ (None, 10, 10, 1) params 0
    Conv2D(4, 3, activation="relu"),
#   ^ (None, 8, 8, 4) params 40
    Flatten(),
#   ^ (None, 256) params 0
    Dense(2),
#   ^ (None, 2) params 514
], name="small")
model.compile(optimizer="adam", loss="mse")
model.summary()
`));

  it("Sequential by add, the input size in the first layer", () =>
    checkAnnotated(`
from keras.models import Sequential
from keras.layers import Conv2D, MaxPooling2D, Flatten, Dense, Dropout
from keras.optimizers import SGD
model = Sequential()
model.add(Conv2D(4, (3, 3), input_shape=(10, 10, 1)))
#         ^ (None, 10, 10, 1) params 0 | (None, 8, 8, 4) params 40
model.add(MaxPooling2D())
#         ^ (None, 4, 4, 4) params 0
for _ in range(2):
    model.add(Dropout(0.25))
#             ^ (None, 4, 4, 4) params 0 | (None, 4, 4, 4) params 0
model.add(Flatten())
model.add(Dense(units=3, activation="softmax"))
#         ^ (None, 3) params 195
sgd = SGD(lr=0.01, decay=1e-6)
model.compile(loss="categorical_crossentropy", optimizer=sgd)
history = model.fit(None, None, epochs=3)
print(history.history["loss"])
`));

  it("Sequential with input_dim, batch_input_shape, Input, build", () =>
    checkAnnotated(`
from keras.models import Sequential
from keras.layers import Dense, Conv2D, Input
a = Sequential([Dense(4, input_dim=8)])
#               ^ (None, 8) params 0 | (None, 4) params 36
b = Sequential([Conv2D(2, 1, batch_input_shape=(None, 5, 5, 3))])
#               ^ (None, 5, 5, 3) params 0 | (None, 5, 5, 2) params 8
c = Sequential([Input(shape=(6, 6, 3)), Conv2D(2, 1)])
#                                       ^ (None, 6, 6, 2) params 8
d = Sequential([Conv2D(2, 1)])
#               ^ (None, 7, 7, 2) params 8
d.build((None, 7, 7, 3))
`));

  it("nested models and shared layers count once", () =>
    checkAnnotated(`
from keras.models import Sequential, Model
from keras.layers import Input, Conv2D, Dense, Flatten, Concatenate
tower_in = Input((8, 8, 1))
tower = Model(tower_in, Flatten()(Conv2D(2, 3)(tower_in)))
#                                 ^ (None, 6, 6, 2) params 20
shared = Dense(5)
#        ^ (None, 5) params 365 | (None, 5) params 0
left, right = Input((8, 8, 1)), Input((8, 8, 1))
a = shared(tower(left))
#   ^ (None, 5) params 365
b = shared(tower(right))
#   ^ (None, 5) params 0
head = Sequential([Dense(2)])
#                  ^ (None, 2) params 22
out = head(Concatenate()([a, b]))
siamese = Model([left, right], out)
`));

  it("a Sequential on top of a model", () =>
    checkAnnotated(`
from keras.models import Sequential, Model
from keras.layers import Input, Conv2D, Dense, GlobalAveragePooling2D
i = Input((8, 8, 3))
base = Model(i, Conv2D(4, 3)(i))
base.trainable = False
for layer in base.layers:
    layer.trainable = False
model = Sequential()
model.add(base)
model.add(GlobalAveragePooling2D())
#         ^ (None, 4) params 0
model.add(Dense(2))
#         ^ (None, 2) params 10
`));

  it("attributes of models and layers", () =>
    checkAnnotated(`
from keras.models import Sequential, Model
from keras.layers import Input, Conv2D, Dense, GlobalAveragePooling2D
i = Input((8, 8, 3), name="image")
x = Conv2D(4, 3, name="first")(i)
x = Conv2D(6, 3, name="second")(x)
base = Model(i, x)
y = Dense(base.layers[1].filters)(GlobalAveragePooling2D()(base.get_layer("first").output))
#   ^ (None, 4) params 20
z = Dense(base.output_shape[-1])(GlobalAveragePooling2D()(base.output))
#   ^ (None, 6) params 42
w = Dense(base.get_layer(index=2).output.get_shape().as_list()[-1])(y)
#   ^ (None, 6) params 30
both = Model(inputs=base.input, outputs=[y, z, w])
`));

  it("the middle of a Sequential", () =>
    checkAnnotated(`
from keras.models import Sequential, Model
from keras.layers import Conv2D, Dense, Flatten
s = Sequential([Conv2D(2, 3, input_shape=(6, 6, 1)), Flatten(), Dense(7), Dense(3)])
x = Dense(s.layers[-2].units)(s.layers[-2].output)
#   ^ (None, 7) params 56
features = Model(s.input, x)
`));

  it("an activation as a function, on a tensor and as an argument", () =>
    checkAnnotated(`
import tensorflow as tf
from tensorflow.keras.layers import Input, Conv2D, Activation, LeakyReLU
i = Input((8, 8, 3))
x = Conv2D(4, 1, activation=tf.nn.relu)(i)
x = tf.nn.relu(x)
#   ^ (None, 8, 8, 4) params 0
x = Conv2D(4, 1, activation=LeakyReLU(0.2))(x)
#   ^ (None, 8, 8, 4) params 20
x = tf.keras.activations.swish(x)
#   ^ (None, 8, 8, 4) params 0
x = tf.concat([x, i], axis=-1)
#   ^ (None, 8, 8, 7) params 0
m = tf.keras.Model(i, x)
`));

  it("arithmetic with numbers, slices, reshapes and Lambda", () =>
    checkAnnotated(`
from keras import backend as K
from keras.layers import Input, Lambda, Conv2D, Flatten
from keras.models import Model

def channel_shuffle(x, groups):
    _, height, width, channels = K.int_shape(x)
    x = K.reshape(x, [-1, height, width, groups, channels // groups])
    #   ^ (None, 8, 8, 2, 3) params 0
    x = K.permute_dimensions(x, (0, 1, 2, 4, 3))
    #   ^ (None, 8, 8, 3, 2) params 0
    return K.reshape(x, [-1, height, width, channels])
    #      ^ (None, 8, 8, 6) params 0

i = Input((8, 8, 6))
x = i / 255.
#   ^ (None, 8, 8, 6) params 0
x = channel_shuffle(x, groups=2)
y = Lambda(channel_shuffle, arguments={"groups": 3}, name="shuffle")(x)
#   ^ (None, 8, 8, 6) params 0
z = y[:, ::2, 1:-1, :4]
#   ^ (None, 4, 6, 4) params 0
z = Lambda(lambda t: t[..., 0] if t is None else t[:, :, :, 0])(z)
#   ^ (None, 4, 6) params 0
m = Model(i, Flatten()(z))
`));

  it("functions that do what a layer does", () =>
    checkAnnotated(`
import tensorflow as tf
i = tf.keras.Input((8, 8, 6))
x = tf.pad(i, [[0, 0], [1, 2], [0, 1], [0, 0]])
#   ^ (None, 11, 9, 6) params 0
y = tf.reduce_mean(x, axis=[1, 2], keepdims=True)
#   ^ (None, 1, 1, 6) params 0
x = tf.multiply(x, y)
#   ^ (None, 11, 9, 6) params 0
x = tf.reduce_max(tf.square(x), [1, 2])
#   ^ (None, 6) params 0
m = tf.keras.Model(i, x)
`));

  it("layers of the user's own", () =>
    checkAnnotated(`
from tensorflow import keras
from tensorflow.keras import layers

class Block(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.filters = filters
        self.norm = layers.BatchNormalization()
        #           ^ (None, 6, 6, 4) params 16

    def build(self, input_shape):
        self.conv = layers.Conv2D(self.filters, 3, use_bias=input_shape[-1] == 1)
        #           ^ (None, 6, 6, 4) params 108

    def call(self, inputs, training=None):
        return self.norm(self.conv(inputs), training=training)

i = keras.Input((8, 8, 3))
m = keras.Model(i, Block(4)(i))
#                          ^ (None, 6, 6, 4) params 108 | (None, 6, 6, 4) params 16
`));

  it("a function that returns its output tensor", () =>
    checkAnnotated(`
from keras.layers import Input, Dense
def build():
    return Dense(3)(Input((4,)))
    #      ^ (None, 3) params 15
`));

  it("helpers of Keras' own networks", () =>
    checkAnnotated(`
from keras import backend, layers, models, utils, initializers, regularizers
def network(include_top=True, weights=None, input_tensor=None, input_shape=(32, 32, 3)):
    if input_tensor is None:
        img_input = layers.Input(shape=input_shape)
    else:
        if not backend.is_keras_tensor(input_tensor):
            img_input = layers.Input(tensor=input_tensor, shape=input_shape)
        else:
            img_input = input_tensor
    x = layers.Conv2D(4, 3, kernel_initializer=initializers.he_normal(seed=1), kernel_regularizer=regularizers.l2(1e-4))(img_input)
    #   ^ (None, 30, 30, 4) params 112
    if input_tensor is not None:
        inputs = utils.get_source_inputs(input_tensor)
    else:
        inputs = img_input
    model = models.Model(inputs, x)
    if weights is not None:
        model.load_weights(weights)
    return model
`));

  describe("what is not known", () => {
    it("an unknown layer: everything below is unknown for its reason, which is reported once", () =>
      checkAnnotated(`
from keras.layers import Input, Conv2D, Capsule, Dense, Flatten
from keras.models import Model
i = Input((8, 8, 3))
x = Conv2D(4, 3)(i)
#   ^ (None, 6, 6, 4) params 112
x = Capsule(2, 8)(x, x)
#   ^ unknown: the layer Capsule is not known yet
#   ^ information: Capsule
x = Flatten()(x)
#   ^ unknown: the layer Capsule is not known yet
x = Dense(3)(x)
#   ^ unknown: the layer Capsule is not known yet
m = Model(i, x)
`));

    it("a layer misspelt by case", () =>
      checkAnnotated(`
from keras import layers, Model
i = layers.Input((8, 8, 3))
x = layers.Conv2d(4, 3)(i)
#   ^ unknown: Keras has no layer Conv2d.
#          ^^^^^^ error: Keras has no layer Conv2d. Did you mean 'Conv2D'?
m = Model(i, x)
`));

    it("an unknown number of filters", () =>
      checkAnnotated(`
import numpy as np
from keras.layers import Input, Conv2D, Flatten
from keras.models import Model
i = Input((8, 8, 3))
x = Conv2D(np.load("filters.npy")[0], 3)(i)
#   ^ unknown: filters is not known
x = Flatten()(x)
#   ^ unknown: filters is not known
m = Model(i, x)
`));

    it("an operation on tensors", () =>
      checkAnnotated(`
import tensorflow as tf
from tensorflow.keras.layers import Input, Conv2D
i = Input((8, 8, 3))
x = tf.image.sobel_edges(i)
#   ^ unknown: tensorflow.image.sobel_edges is not known yet
x = Conv2D(2, 1)(x)
#   ^ unknown: tensorflow.image.sobel_edges is not known yet
m = tf.keras.Model(i, x)
`));

    it("a network of a file", () =>
      checkAnnotated(`
from keras.layers import Input, Dense, GlobalAveragePooling2D
from keras.models import Model, load_model
base = load_model("base.keras")
x = GlobalAveragePooling2D()(base.output)
#   ^ unknown: load_model reads a saved model
x = Dense(3)(x)
#   ^ unknown: load_model reads a saved model
m = Model(base.input, x)
`));

    it("a model within itself, and models that double without end", () =>
      checkAnnotated(`
from keras.models import Sequential, Model
from keras.layers import Dense, Input
a = Sequential([Dense(1, input_dim=1)])
a.add(a)
# ^ unknown: sequential holds itself
b = Sequential([Dense(1, input_dim=1)])
for _ in range(40):
    c = Sequential()
    c.add(b)
    #   ^ information: sequential_14 has more than 15000 layers
    #   ^ information: sequential_27 has more than 15000 layers
    #   ^ information: sequential_40 has more than 15000 layers
    c.add(b)
    b = c
i = Input((1,))
m = Model(i, Dense(1)(i))
for _ in range(40):
    m = Model(i, m(m(i)))
    #            ^ warning: stopped
`));

    it("models within models within models", () =>
      checkAnnotated(`
from keras.models import Sequential
from keras.layers import Dense
d = Sequential([Dense(1, input_dim=1)])
for _ in range(10000):
    d = Sequential([d])
    #   ^ unknown: has more than 64 models within each other
    #   ^ warning: stopped after 15,000 layers and tensors
`));

    it("something unknown at the head of a Sequential", () =>
      checkAnnotated(`
from keras.models import Sequential, load_model
from keras.layers import Dense, Capsule
m = Sequential([load_model("base.keras"), Dense(2)])
#                                         ^ unknown: keras.models.load_model reads a saved model
n = Sequential([Capsule(2, 3, input_shape=(8, 8, 8, 1)), Dense(2)])
#               ^ (None, 8, 8, 8, 1) params 0 | ? because the layer Capsule is not known yet params ?
`));

    it("an input without a size", () =>
      checkAnnotated(`
from keras.models import Sequential
from keras.layers import Conv2D
m = Sequential([Conv2D(2, 3)])
#               ^ unknown: The input size is not given
`));
  });

  describe("mistakes", () => {
    it("a shape error stands at its call, once", () =>
      checkAnnotated(`
from keras.layers import Input, Conv2D, Add, Flatten, Dense
from keras.models import Model
i = Input((8, 8, 3))
a = Conv2D(4, 3)(i)
b = Conv2D(4, 5)(i)
c = Add()([a, b])
#   ^ error: the shapes do not agree
d = Dense(3)(Flatten()(c))
#   ^ unknown: the shapes do not agree
m = Model(i, d)
`));

    it("a kernel that is larger than its input", () =>
      checkAnnotated(`
from keras.models import Sequential
from keras.layers import Conv2D, MaxPooling2D
m = Sequential()
m.add(Conv2D(4, 3, input_shape=(4, 4, 1)))
m.add(MaxPooling2D(3))
#     ^ error: MaxPooling2D
m.add(Conv2D(4, 3))
`));

    it("a misspelt keyword", () =>
      checkAnnotated(`
from keras.layers import Input, Conv2D
from keras.models import Model
i = Input((8, 8, 3))
x = Conv2D(4, 3, stride=2)(i)
#                ^^^^^^ error: Conv2D has no argument 'stride'. Did you mean 'strides'?
m = Model(i, x)
`));

    it("a keyword that no layer has", () =>
      checkAnnotated(`
from keras.layers import Input, Dense
from keras.models import Model
i = Input((8,))
x = Dense(4, frobnicate=True)(i)
#            ^^^^^^^^^^ warning: Dense has no argument 'frobnicate'
#   ^ (None, 4) params 36
m = Model(i, x)
`));

    it("too many arguments, and one given twice", () =>
      checkAnnotated(`
from keras.layers import Input, Flatten, Dense, Activation
from keras.models import Model
i = Input((8,))
x = Activation("relu", 3)(i)
#                      ^ error: Activation takes at most 1 positional argument, 2 are given.
x = Dense(4, units=4)(x)
#            ^^^^^ error: Dense gets its argument 'units' twice
m = Model(i, x)
`));

    it("a missing argument", () =>
      checkAnnotated(`
from keras.layers import Input, Conv2D
from keras.models import Model
i = Input((8, 8, 3))
x = Conv2D(4)(i)
#   ^ error: kernel_size is missing
m = Model(i, x)
`));
  });
});
