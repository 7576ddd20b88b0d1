# Ways in which people write layers and models of their own. Each part below stands alone behind these imports and ends with `model`.
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.layers import Conv2D, Dense, Layer
from tensorflow.keras.models import Model

# --- a layer with a weight
class LayerScale(layers.Layer):
    def __init__(self, init_values=1e-5, **kwargs):
        super().__init__(**kwargs)
        self.init_values = init_values

    def build(self, input_shape):
        self.gamma = self.add_weight(name="gamma", shape=(input_shape[-1],), initializer="ones", trainable=True)
        super().build(input_shape)

    def call(self, x):
        return x * self.gamma

i = keras.Input((8, 8, 6))
model = keras.Model(i, LayerScale()(i))

# --- weights that are not trained, and a scalar
class Memory(Layer):
    def __init__(self):
        super(Memory, self).__init__()
        self.scale = self.add_weight("scale", shape=(), initializer="ones")

    def build(self, input_shape):
        self.mean = self.add_weight("mean", (input_shape[-1],), trainable=False)

    def call(self, inputs):
        return (inputs - self.mean) * self.scale

i = keras.Input((5,))
model = Model(i, Memory()(i))

# --- a dense layer by hand
class Linear(layers.Layer):
    def __init__(self, units=32):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="random_normal", trainable=True)
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", trainable=True)

    def call(self, inputs):
        return tf.matmul(inputs, self.w) + self.b

i = keras.Input((7,))
model = Model(i, Linear(4)(i))

# --- variables of TensorFlow
class Plain(layers.Layer):
    def __init__(self, units, input_dim):
        super().__init__()
        w_init = tf.random_normal_initializer()
        self.w = tf.Variable(initial_value=w_init(shape=(input_dim, units), dtype="float32"), trainable=True)
        self.b = tf.Variable(tf.zeros((units,)), trainable=True)
        self.calls = tf.Variable(tf.zeros((1, 2)), trainable=False)

    def call(self, inputs):
        return tf.matmul(inputs, self.w) + self.b

i = keras.Input((7,))
model = Model(i, Plain(4, 7)(i))

# --- a weight that the call does not use
class Carrier(layers.Layer):
    def build(self, input_shape):
        self.unused = self.add_weight(name="unused", shape=(3, 4))
        self.built = True

    def call(self, x):
        return tf.nn.relu(x)

i = keras.Input((4, 4, 2))
model = Model(i, Conv2D(2, 1)(Carrier()(i)))

# --- one layer applied twice
class Gate(layers.Layer):
    def build(self, input_shape):
        self.gate = self.add_weight(shape=(1, 1, input_shape[-1]))
        self.conv = Conv2D(input_shape[-1], 1)

    def call(self, x):
        return self.conv(x) * self.gate

i = keras.Input((6, 6, 3))
gate = Gate()
model = Model(i, gate(gate(i)))

# --- lists, dictionaries and nested lists of layers
class Stage(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.branches = [[Conv2D(f, 3, padding="same"), layers.BatchNormalization()] for f in filters]
        self.heads = {"mean": layers.GlobalAveragePooling2D(), "max": layers.GlobalMaxPooling2D()}

    def call(self, x, training=None):
        outputs = []
        for branch in self.branches:
            y = x
            for layer in branch:
                y = layer(y, training=training) if isinstance(layer, layers.BatchNormalization) else layer(y)
            outputs.append(y)
        y = tf.concat(outputs, axis=-1)
        return tf.concat([head(y) for head in self.heads.values()], axis=-1)

i = keras.Input((9, 9, 3))
model = Model(i, Stage((4, 6))(i))

# --- a model, built
class Net(keras.Model):
    def __init__(self, classes=10):
        super(Net, self).__init__()
        self.conv1 = Conv2D(8, 3, activation="relu")
        self.pool = layers.MaxPooling2D()
        self.flatten = layers.Flatten()
        self.head = Dense(classes, activation="softmax")

    def call(self, inputs):
        return self.head(self.flatten(self.pool(self.conv1(inputs))))

model = Net(5)
model.build((None, 16, 16, 3))
model.summary()

# --- a model, called on zeros
class Net(Model):
    def __init__(self):
        super().__init__(name="net")
        self.blocks = keras.Sequential([Conv2D(4, 3, padding="same"), layers.BatchNormalization(), layers.ReLU()])
        self.pool = layers.GlobalAveragePooling2D()
        self.dropout = layers.Dropout(0.5)
        self.fc = Dense(3)

    def call(self, x, training=False):
        x = self.pool(self.blocks(x, training=training))
        if training:
            x = self.dropout(x, training=training)
        return self.fc(x)

model = Net()
model(tf.zeros((1, 32, 32, 3)))

# --- a model, called on an Input
class Net(tf.keras.Model):
    def __init__(self, n_layers=3):
        super().__init__()
        for index in range(n_layers):
            setattr(self, f"conv_{index}", Conv2D(2 + index, 3))
        self.n_layers = n_layers

    def call(self, x):
        for index in range(self.n_layers):
            x = getattr(self, f"conv_{index}")(x)
        return x

model = Net()
model(keras.Input((20, 20, 3)))

# --- build_graph
class Net(Model):
    def __init__(self):
        super().__init__()
        self.a = Conv2D(4, 3)
        self.b = Conv2D(4, 3)

    def call(self, x):
        return self.b(self.a(x))

    def build_graph(self, shape):
        x = keras.Input(shape=shape)
        return Model(inputs=[x], outputs=self.call(x))

model = Net().build_graph((12, 12, 1))

# --- a model inside a functional one
class Encoder(Model):
    def __init__(self, width):
        super().__init__()
        self.convs = [Conv2D(width * 2**k, 3, strides=2, padding="same") for k in range(3)]

    def call(self, x):
        features = []
        for conv in self.convs:
            x = conv(x)
            features.append(x)
        return features

i = keras.Input((32, 32, 3))
features = Encoder(4)(i)
x = layers.Flatten()(features[-1])
model = Model(i, [Dense(2)(x), features[0]])

# --- models within models
class Block(Model):
    def __init__(self, filters, stride=1):
        super().__init__()
        self.conv = Conv2D(filters, 3, stride, padding="same", use_bias=False)
        self.bn = layers.BatchNormalization()
        self.shortcut = Conv2D(filters, 1, stride) if stride != 1 else None

    def call(self, x, training=False):
        y = self.bn(self.conv(x), training=training)
        if self.shortcut is not None:
            x = self.shortcut(x)
        return tf.nn.relu(x + y)

class ResNet(Model):
    def __init__(self, layout, classes):
        super().__init__()
        self.stem = Conv2D(4, 3, padding="same")
        self.stages = []
        for index, count in enumerate(layout):
            for number in range(count):
                self.stages.append(Block(4 * 2**index, 2 if index > 0 and number == 0 else 1))
        self.pool = layers.GlobalAveragePooling2D()
        self.fc = Dense(classes)

    def call(self, x, training=False):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x, training=training)
        return self.fc(self.pool(x))

def resnet(classes=10):
    return ResNet([1, 2], classes)

model = resnet()
model.build(input_shape=(None, 32, 32, 3))

# --- a functional model as a class
class Classifier(keras.Model):
    def __init__(self, input_shape=(24, 24, 3), classes=4, **kwargs):
        inputs = keras.Input(input_shape)
        x = Conv2D(6, 5)(inputs)
        x = layers.GlobalMaxPooling2D()(x)
        super().__init__(inputs=inputs, outputs=Dense(classes)(x), **kwargs)
        self.classes = classes

model = Classifier(classes=7)

# --- a Sequential as a class
class ConvBlock(keras.Sequential):
    def __init__(self, filters, kernel=3):
        super().__init__([
            Conv2D(filters, kernel, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
        ])

i = keras.Input((10, 10, 3))
model = Model(i, ConvBlock(5)(ConvBlock(4, 1)(i)))

# --- a Sequential as a class that grows
class Mlp(keras.Sequential):
    def __init__(self, widths):
        super().__init__(name="mlp")
        for width in widths:
            self.add(Dense(width, activation="relu"))

model = keras.Sequential([keras.Input((6,)), Mlp([8, 4]), Dense(2)])

# --- layers of the user's own in a Sequential
class Patches(layers.Layer):
    def __init__(self, size):
        super().__init__()
        self.size = size

    def call(self, images):
        batch = tf.shape(images)[0]
        patches = tf.image.extract_patches(
            images, [1, self.size, self.size, 1], [1, self.size, self.size, 1], [1, 1, 1, 1], "VALID"
        )
        return tf.reshape(patches, [batch, -1, patches.shape[-1]])

class PatchEncoder(layers.Layer):
    def __init__(self, num_patches, projection_dim):
        super().__init__()
        self.num_patches = num_patches
        self.projection = Dense(units=projection_dim)
        self.position_embedding = layers.Embedding(input_dim=num_patches, output_dim=projection_dim)

    def call(self, patch):
        positions = tf.range(start=0, limit=self.num_patches, delta=1)
        return self.projection(patch) + self.position_embedding(positions)

model = keras.Sequential([keras.Input((12, 12, 3)), Patches(4), PatchEncoder(9, 16), layers.Flatten(), Dense(2)])

# --- a class token and positions
class ClassToken(layers.Layer):
    def build(self, input_shape):
        self.cls = self.add_weight(name="cls", shape=(1, 1, input_shape[-1]), initializer="zeros")
        self.positions = self.add_weight(name="positions", shape=(1, input_shape[1] + 1, input_shape[2]))

    def call(self, x):
        batch = tf.shape(x)[0]
        cls = tf.cast(tf.broadcast_to(self.cls, [batch, 1, x.shape[-1]]), x.dtype)
        return tf.concat([cls, x], axis=1) + self.positions

i = keras.Input((9, 16))
model = Model(i, ClassToken()(i))

# --- a transformer's block
class TransformerBlock(layers.Layer):
    def __init__(self, embed_dim, num_heads, ff_dim, rate=0.1):
        super().__init__()
        self.att = layers.MultiHeadAttention(num_heads=num_heads, key_dim=embed_dim)
        self.ffn = keras.Sequential([Dense(ff_dim, activation="relu"), Dense(embed_dim)])
        self.layernorm1 = layers.LayerNormalization(epsilon=1e-6)
        self.layernorm2 = layers.LayerNormalization(epsilon=1e-6)
        self.dropout1 = layers.Dropout(rate)

    def call(self, inputs, training=None):
        attn_output = self.dropout1(self.att(inputs, inputs), training=training)
        out1 = self.layernorm1(inputs + attn_output)
        return self.layernorm2(out1 + self.ffn(out1))

i = keras.Input((10, 16))
model = Model(i, TransformerBlock(16, 2, 24)(i))

# --- a layer of Keras' with other defaults
class SamePad(layers.ZeroPadding2D):
    def __init__(self, amount, **kwargs):
        super().__init__(padding=((amount, amount), (amount, amount)), **kwargs)

class MyConv(Conv2D):
    def __init__(self, filters, **kwargs):
        kwargs.setdefault("padding", "same")
        super().__init__(filters, 3, use_bias=False, **kwargs)

i = keras.Input((8, 8, 3))
model = Model(i, MyConv(6, strides=2)(SamePad(2)(i)))

# --- a layer of Keras' with a call of its own
class ConvRelu(Conv2D):
    def call(self, inputs):
        return tf.nn.relu(super().call(inputs))

class PaddedConv(Conv2D):
    def __init__(self, filters, size):
        super().__init__(filters, size, padding="valid")
        self.pad = layers.ZeroPadding2D(size // 2)

    def call(self, inputs):
        return super(PaddedConv, self).call(self.pad(inputs))

i = keras.Input((8, 8, 3))
model = Model(i, PaddedConv(5, 3)(ConvRelu(4, 3)(i)))

# --- a layer of Keras' with one more weight
class ScaledDense(Dense):
    def build(self, input_shape):
        super().build(input_shape)
        self.scale = self.add_weight("scale", shape=(self.units,))

    def call(self, inputs):
        return super().call(inputs) * self.scale

i = keras.Input((6,))
model = Model(i, ScaledDense(4)(i))

# --- a mixin, and what keywords it takes
class Activated:
    def __init__(self, *args, activation="relu", **kwargs):
        super().__init__(*args, **kwargs)
        self.activation = layers.Activation(activation)

class Unit(Activated, layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.conv = Conv2D(filters, 3)

    def call(self, x):
        return self.activation(self.conv(x))

i = keras.Input((8, 8, 3))
model = Model(i, Unit(4, activation="tanh", name="unit")(i))

# --- inheritance of the user's own, abstract methods
class Base(layers.Layer):
    width = 4

    def __init__(self):
        super().__init__()
        self.inner = self.make_inner()

    def make_inner(self):
        raise NotImplementedError

    def call(self, x):
        return self.inner(x)

class Wide(Base):
    width = 7

    def make_inner(self):
        return Dense(self.width)

class Wider(Wide):
    @property
    def factor(self):
        return 2

    def call(self, x):
        return layers.concatenate([super().call(x)] * self.factor)

i = keras.Input((5,))
model = Model(i, Wider()(Wide()(i)))

# --- get_config and from_config
class Squeeze(layers.Layer):
    def __init__(self, ratio=4, **kwargs):
        super().__init__(**kwargs)
        self.ratio = ratio

    def build(self, input_shape):
        self.reduce = Dense(input_shape[-1] // self.ratio)

    def call(self, x):
        return self.reduce(x)

    def get_config(self):
        config = super().get_config()
        config.update({"ratio": self.ratio})
        return config

    def compute_output_shape(self, input_shape):
        return tuple(input_shape[:-1]) + (input_shape[-1] // self.ratio,)

i = keras.Input((4, 4, 16))
original = Squeeze(8)
model = Model(i, Squeeze.from_config(original.get_config())(i))

# --- layers that wrap others
class Residual(layers.Layer):
    def __init__(self, inner, **kwargs):
        super().__init__(**kwargs)
        self.inner = inner

    def call(self, x, **kwargs):
        return x + self.inner(x, **kwargs)

i = keras.Input((8, 8, 3))
model = Model(i, Residual(keras.Sequential([Conv2D(6, 1), Residual(Conv2D(6, 3, padding="same")), Conv2D(3, 1)]))(i))

# --- sublayers made in build
class Bottleneck(layers.Layer):
    def __init__(self, reduction):
        super().__init__()
        self.reduction = reduction

    def build(self, input_shape):
        channels = int(input_shape[-1])
        self.down = Dense(channels // self.reduction, activation="relu")
        self.up = Dense(channels, activation="sigmoid")
        self.pool = layers.GlobalAveragePooling2D()
        self.reshape = layers.Reshape((1, 1, channels))

    @tf.function
    def call(self, inputs):
        return inputs * self.reshape(self.up(self.down(self.pool(inputs))))

i = keras.Input((8, 8, 16))
model = Model(i, Bottleneck(4)(i))

# --- several inputs
class Merge(layers.Layer):
    def build(self, input_shapes):
        (_, left), (_, right) = input_shapes
        self.a = self.add_weight(shape=(left, 3))
        self.b = self.add_weight(shape=(right, 3))

    def call(self, inputs):
        x, y = inputs
        return tf.matmul(x, self.a) + tf.matmul(y, self.b)

i, j = keras.Input((4,)), keras.Input((6,))
model = Model([i, j], Merge()([i, j]))

# --- several outputs
class TwoHeads(Model):
    def __init__(self):
        super().__init__()
        self.body = Dense(8)
        self.heads = {"box": Dense(4), "label": Dense(3)}

    def call(self, x):
        x = self.body(x)
        return {name: head(x) for name, head in self.heads.items()}

i = keras.Input((5,))
out = TwoHeads()(i)
model = Model(i, [out["box"], out["label"]])

# --- self.layers
class Chain(Model):
    def __init__(self):
        super().__init__()
        self.first = Dense(4)
        self.rest = [Dense(5), Dense(6)]

    def call(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

model = Chain()
model.build((None, 3))

# --- a recurrent network
class Speech(Model):
    def __init__(self, units=6, classes=3):
        super().__init__()
        self.embedding = layers.Embedding(50, 8)
        self.encoder = layers.LSTM(units, return_sequences=True, return_state=True)
        self.decoder = layers.GRU(units)
        self.head = layers.TimeDistributed(Dense(classes))

    def call(self, tokens):
        x, h, c = self.encoder(self.embedding(tokens))
        state = self.decoder(x, initial_state=h)
        return self.head(x), state + c

i = keras.Input((12,))
model = Model(i, Speech()(i))

# --- every step through a layer of the user's own
class Frame(layers.Layer):
    def __init__(self):
        super().__init__()
        self.conv = Conv2D(3, 3)
        self.flatten = layers.Flatten()

    def call(self, x):
        return self.flatten(self.conv(x))

i = keras.Input((5, 8, 8, 2))
model = Model(i, layers.LSTM(4)(layers.TimeDistributed(Frame())(i)))

# --- methods that call each other
class Unet(Model):
    def __init__(self, depth=2):
        super().__init__()
        self.depth = depth
        self.down = [self._conv(4 * 2**k) for k in range(depth)]
        self.up = [Conv2D(4 * 2**k, 3, padding="same") for k in reversed(range(depth))]
        self.pool = layers.MaxPool2D()
        self.upsample = layers.UpSampling2D()

    @staticmethod
    def _conv(filters):
        return keras.Sequential([Conv2D(filters, 3, padding="same"), layers.BatchNormalization()])

    def encode(self, x):
        skips = []
        for block in self.down:
            x = block(x)
            skips.append(x)
            x = self.pool(x)
        return x, skips

    def call(self, x):
        x, skips = self.encode(x)
        for conv, skip in zip(self.up, reversed(skips)):
            x = conv(tf.concat([self.upsample(x), skip], -1))
        return x

model = Unet()
model.build((1, 16, 16, 3))

# --- a layer called with the old base classes
class OldStyle(Layer):
    def __init__(self, output_dim, **kwargs):
        self.output_dim = output_dim
        Layer.__init__(self, **kwargs)

    def build(self, input_shape):
        assert len(input_shape) == 2
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[1], self.output_dim), initializer="uniform", trainable=True)
        Layer.build(self, input_shape)

    def call(self, x):
        return keras.backend.dot(x, self.kernel)

i = keras.Input((9,))
model = Model(i, OldStyle(5)(i))

# --- ready for training
class Trainer(Model):
    def __init__(self, core, **kwargs):
        super().__init__(**kwargs)
        self.core = core
        self.loss_tracker = keras.metrics.Mean(name="loss")

    @property
    def metrics(self):
        return [self.loss_tracker]

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compiled_loss(y, self(x, training=True))
        return {"loss": loss}

    def call(self, x, training=None):
        return self.core(x, training=training)

i = keras.Input((4,))
model = Trainer(keras.Sequential([Dense(6), Dense(2)]))
model.compile(optimizer="adam", loss="mse")
model = Model(i, model(i))

# --- a layer that has only its own __call__
class Gate(Layer):
    def __init__(self):
        super().__init__()
        self.scale = self.add_weight(name="scale", shape=(), initializer="ones")
        self.shift = tf.Variable(tf.zeros((5,)))
        self.conv = Conv2D(8, 3)

    def __call__(self, x):
        return self.conv(x) * self.scale + tf.reduce_sum(self.shift)

i = keras.Input((16, 16, 3))
model = Model(i, Gate()(Conv2D(8, 3)(i)))

# --- a layer whose own __call__ calls that of Keras
class Gate(Layer):
    def __init__(self):
        super().__init__()
        self.scale = self.add_weight(name="scale", shape=(), initializer="ones")

    def __call__(self, x):
        return super().__call__(x)

    def call(self, x):
        return x * self.scale

i = keras.Input((16, 16, 3))
model = Model(i, Gate()(Conv2D(8, 3)(i)))

# --- a model around a layer that has only its own __call__
class Gate(Layer):
    def __init__(self):
        super().__init__()
        self.scale = self.add_weight(name="scale", shape=(), initializer="ones")
        self.shift = tf.Variable(tf.zeros((5,)))
        self.conv = Conv2D(8, 3)

    def __call__(self, x):
        return self.conv(x) * self.scale + tf.reduce_sum(self.shift)

class Gated(Model):
    def __init__(self):
        super().__init__()
        self.gate = Gate()

    def call(self, x):
        return self.gate(x)

model = Gated()
model(keras.Input((16, 16, 3)))
