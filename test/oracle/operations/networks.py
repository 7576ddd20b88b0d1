"""Networks with operations on tensors, as their authors write them; `python generate.py networks` says what real Keras makes of each."""
import tensorflow as tf
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers, backend as K

def channel_shuffle(x, groups):
    _, h, w, c = x.shape.as_list()
    x = tf.reshape(x, [-1, h, w, groups, c // groups])
    x = tf.transpose(x, [0, 1, 2, 4, 3])
    return tf.reshape(x, [-1, h, w, c])

class Patches(layers.Layer):
    def __init__(self, patch_size):
        super().__init__()
        self.patch_size = patch_size
    def call(self, images):
        batch_size = tf.shape(images)[0]
        patches = tf.image.extract_patches(images=images, sizes=[1, self.patch_size, self.patch_size, 1],
            strides=[1, self.patch_size, self.patch_size, 1], rates=[1, 1, 1, 1], padding="VALID")
        patch_dims = patches.shape[-1]
        patches = tf.reshape(patches, [batch_size, -1, patch_dims])
        return patches

class PatchEncoder(layers.Layer):
    def __init__(self, num_patches, projection_dim):
        super().__init__()
        self.num_patches = num_patches
        self.projection = layers.Dense(units=projection_dim)
        self.position_embedding = layers.Embedding(input_dim=num_patches, output_dim=projection_dim)
    def call(self, patch):
        positions = tf.range(start=0, limit=self.num_patches, delta=1)
        return self.projection(patch) + self.position_embedding(positions)

class MHSA(layers.Layer):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.dim = dim
        self.hd = dim // heads
        self.q = layers.Dense(dim); self.k = layers.Dense(dim); self.v = layers.Dense(dim); self.o = layers.Dense(dim)
    def split(self, x, b):
        x = tf.reshape(x, (b, -1, self.heads, self.hd))
        return tf.transpose(x, perm=[0, 2, 1, 3])
    def call(self, x):
        b = tf.shape(x)[0]
        q, k, v = self.split(self.q(x), b), self.split(self.k(x), b), self.split(self.v(x), b)
        s = tf.matmul(q, k, transpose_b=True) / tf.math.sqrt(tf.cast(self.hd, tf.float32))
        w = tf.nn.softmax(s, axis=-1)
        a = tf.transpose(tf.matmul(w, v), perm=[0, 2, 1, 3])
        return self.o(tf.reshape(a, (b, -1, self.dim)))

class ClassToken(layers.Layer):
    def build(self, input_shape):
        self.w = self.add_weight(name="cls", shape=(1, 1, input_shape[-1]), initializer="zeros", trainable=True)
    def call(self, inputs):
        b = tf.shape(inputs)[0]
        cls = tf.broadcast_to(self.w, [b, 1, inputs.shape[-1]])
        cls = tf.cast(cls, dtype=inputs.dtype)
        return tf.concat([cls, inputs], 1)

def squash(v, axis=-1):
    n = K.sum(K.square(v), axis, keepdims=True)
    return n / (1 + n) / K.sqrt(n + K.epsilon()) * v

def window_partition(x, ws):
    _, h, w, c = x.shape
    x = tf.reshape(x, shape=(-1, h // ws, ws, w // ws, ws, c))
    x = tf.transpose(x, (0, 1, 3, 2, 4, 5))
    return tf.reshape(x, shape=(-1, ws, ws, c))

def window_reverse(x, ws, h, w, c):
    x = tf.reshape(x, shape=(-1, h // ws, w // ws, ws, ws, c))
    x = tf.transpose(x, perm=(0, 1, 3, 2, 4, 5))
    return tf.reshape(x, shape=(-1, h, w, c))

class GN(layers.Layer):
    def __init__(self, g=2, **kw):
        super().__init__(**kw); self.g = g
    def build(self, s):
        self.gamma = self.add_weight(shape=(s[-1],), name="g"); self.beta = self.add_weight(shape=(s[-1],), name="b")
    def call(self, x):
        shape = K.shape(x)
        h, w, c = x.shape[1:]
        y = tf.reshape(x, [-1, h, w, self.g, c // self.g])
        mean, var = tf.nn.moments(y, [1, 2, 4], keepdims=True)
        y = (y - mean) / tf.sqrt(var + 1e-5)
        y = tf.reshape(y, shape)
        return y * self.gamma + self.beta

def cbam(x):
    avg = layers.Lambda(lambda t: K.mean(t, axis=3, keepdims=True))(x)
    mx = layers.Lambda(lambda t: K.max(t, axis=3, keepdims=True))(x)
    s = layers.Concatenate(axis=3)([avg, mx])
    return layers.multiply([x, layers.Conv2D(1, 7, padding="same", activation="sigmoid")(s)])

def aspp_pool(x, f):
    h, w = K.int_shape(x)[1:3]
    y = layers.GlobalAveragePooling2D()(x)
    y = layers.Lambda(lambda t: K.expand_dims(t, 1))(y)
    y = layers.Lambda(lambda t: K.expand_dims(t, 1))(y)
    y = layers.Conv2D(f, 1)(y)
    size = K.int_shape(x)
    return layers.Lambda(lambda t: tf.compat.v1.image.resize(t, size[1:3], method='bilinear', align_corners=True))(y)

class Attn2D(layers.Layer):
    def __init__(self, ch):
        super().__init__()
        self.ch = ch
        self.f = layers.Conv2D(ch // 8, 1); self.g = layers.Conv2D(ch // 8, 1); self.h = layers.Conv2D(ch, 1)
    def build(self, s):
        self.gamma = self.add_weight(name='gamma', shape=[1], initializer='zeros')
    def hw_flatten(self, x):
        return K.reshape(x, shape=[K.shape(x)[0], K.shape(x)[1] * K.shape(x)[2], K.shape(x)[-1]])
    def call(self, x):
        f, g, h = self.f(x), self.g(x), self.h(x)
        s = tf.matmul(self.hw_flatten(g), self.hw_flatten(f), transpose_b=True)
        beta = K.softmax(s, axis=-1)
        o = tf.matmul(beta, self.hw_flatten(h))
        o = K.reshape(o, shape=K.shape(x))
        return self.gamma * o + x


def channel_shuffle_block():
    i = keras.Input((32, 32, 16))
    o = layers.Conv2D(4, 1)(channel_shuffle(layers.Conv2D(16, 1)(i), 4))
    return keras.Model(i, o)


def patches_and_attention():
    i = keras.Input((32, 32, 16))
    p = Patches(8)(i)
    e = PatchEncoder(16, 24)(p)
    e = MHSA(24, 4)(e)
    o = layers.Dense(5)(layers.GlobalAveragePooling1D()(e))
    return keras.Model(i, o)


def class_token():
    i = keras.Input((32, 32, 16))
    o = layers.Dense(3)(ClassToken()(layers.Reshape((1024, 16))(i))[:, 0])
    return keras.Model(i, o)


def capsules():
    i = keras.Input((32, 32, 16))
    o = layers.Lambda(squash)(layers.Reshape((-1, 8))(layers.Conv2D(16, 3)(i)))
    return keras.Model(i, o)


def shifted_windows():
    i = keras.Input((32, 32, 16))
    w = window_partition(i, 8)
    w = layers.Dense(20)(tf.reshape(w, (-1, 64, 16)))
    w = layers.LayerNormalization()(w)
    o = layers.Conv2D(3, 1)(window_reverse(tf.reshape(w, (-1, 8, 8, 20)), 8, 32, 32, 20))
    return keras.Model(i, o)


def group_norm():
    i = keras.Input((32, 32, 16))
    o = layers.Conv2D(3, 1)(GN(4)(i))
    return keras.Model(i, o)


def spatial_attention():
    i = keras.Input((32, 32, 16))
    o = cbam(i)
    return keras.Model(i, o)


def aspp():
    i = keras.Input((32, 32, 16))
    o = layers.Concatenate()([i, aspp_pool(i, 7)])
    return keras.Model(i, o)


def self_attention_2d():
    i = keras.Input((32, 32, 16))
    o = layers.Conv2D(3, 1)(Attn2D(16)(i))
    return keras.Model(i, o)


def gate():
    i = keras.Input((32, 32, 16))
    a, b = tf.split(i, 2, axis=-1)
    o = layers.Conv2D(3, 1)(tf.concat([a * tf.sigmoid(b), tf.zeros_like(a)], axis=3))
    return keras.Model(i, o)


def pixel_shuffle():
    i = keras.Input((32, 32, 16))
    x = layers.Conv2D(12, 3, strides=2, padding='same')(i)
    o = layers.Lambda(lambda t: tf.nn.depth_to_space(t, 2), name='ps')(x)
    o = layers.Lambda(lambda t: tf.clip_by_value(t * 0.5 + 0.5, 0., 1.))(o)
    return keras.Model(i, o)


def attention_pooling():
    i = keras.Input((32, 32, 16))
    x = layers.Reshape((32, 512))(i)
    x = layers.Permute((2, 1))(x)
    w = layers.Dense(1, activation='tanh')(x)
    w = tf.nn.softmax(tf.squeeze(w, -1), axis=1)
    o = layers.Dense(2)(tf.reduce_sum(x * tf.expand_dims(w, -1), axis=1))
    return keras.Model(i, o)


def upsampled_like():
    i = keras.Input((32, 32, 16))
    up = layers.Lambda(lambda t: tf.image.resize(t[0], tf.shape(t[1])[1:3]))([layers.AveragePooling2D(4)(i), i])
    o = layers.Add()([layers.Conv2D(4, 1)(up), layers.Conv2D(4, 1)(i)])
    return keras.Model(i, o)


def detection_head():
    i = keras.Input((32, 32, 16))
    x = layers.Conv2D(3 * 9, 1)(i)
    o = layers.Lambda(lambda t: K.reshape(t, (-1, K.int_shape(t)[1], K.int_shape(t)[2], 3, 9)))(x)
    o = o[..., :2] * 2 - 1
    return keras.Model(i, o)


def residual_scaling():
    i = keras.Input((32, 32, 16))
    x = i
    for k in range(3):
        x = x + layers.Conv2D(16, 3, padding='same')(tf.nn.relu(x)) * 0.1
    o = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], 'REFLECT')
    o = layers.Conv2D(2, 3)(o)
    o = tf.nn.l2_normalize(o, -1)
    return keras.Model(i, o)


def swin_block():
    i = keras.Input((32, 32, 16))
    x = layers.LayerNormalization(epsilon=1e-5)(i)
    x = tf.roll(x, shift=[-4, -4], axis=[1, 2])
    w = tf.reshape(window_partition(x, 8), shape=(-1, 8 * 8, 16))
    w = MHSA(16, 2)(w)
    x = window_reverse(tf.reshape(w, shape=(-1, 8, 8, 16)), 8, 32, 32, 16)
    x = i + tf.roll(x, shift=[4, 4], axis=[1, 2])
    y = layers.Dense(16)(layers.Dense(64, activation=tf.nn.gelu)(x))
    o = tf.concat([y[:, 0::2, 0::2, :], y[:, 1::2, 0::2, :], y[:, 0::2, 1::2, :], y[:, 1::2, 1::2, :]], axis=-1)
    o = layers.Dense(32, use_bias=False)(o)
    return keras.Model(i, o)


def bilinear_pooling():
    i = keras.Input((32, 32, 16))
    f = tf.reshape(i, (-1, 32 * 32, 16))
    p = tf.einsum('bij,bik->bjk', f, f) / 1024.0
    p = tf.sign(p) * tf.sqrt(tf.abs(p) + 1e-9)
    o = layers.Dense(3)(tf.reshape(p, [-1, 16 * 16]))
    return keras.Model(i, o)


def split_attention():
    i = keras.Input((32, 32, 16))
    x = layers.Conv2D(32, 3, padding='same', groups=2)(i)
    parts = tf.split(x, 2, axis=-1)
    gap = tf.reduce_mean(sum(parts), axis=[1, 2], keepdims=True)
    a = layers.Conv2D(32, 1)(layers.Conv2D(8, 1, activation='relu')(gap))
    a = tf.nn.softmax(tf.reshape(a, (-1, 1, 2, 16)), axis=2)
    a = tf.split(tf.reshape(a, (-1, 1, 1, 32)), 2, axis=-1)
    o = sum(part * weight for part, weight in zip(parts, a))
    return keras.Model(i, o)


def dynamic_convolution():
    i = keras.Input((32, 32, 16))
    k = layers.Conv2D(9 * 4, 1)(i)
    k = tf.expand_dims(layers.Reshape((32, 32, 9, 4))(k), axis=4)
    p = tf.image.extract_patches(i, [1, 3, 3, 1], [1, 1, 1, 1], [1, 1, 1, 1], 'SAME')
    p = layers.Reshape((32, 32, 9, 4, 4))(p)
    o = layers.Reshape((32, 32, -1))(tf.reduce_sum(k[:, :, :, :, 0, :][..., None] * p, axis=3))
    return keras.Model(i, o)


def coordinates():
    i = keras.Input((32, 32, 16))
    grid = tf.stack(tf.meshgrid(tf.linspace(-1., 1., 32), tf.linspace(-1., 1., 32)), axis=-1)
    grid = tf.tile(grid[None], [tf.shape(i)[0], 1, 1, 1])
    o = layers.Conv2D(4, 3)(tf.concat([i, grid], axis=-1))
    return keras.Model(i, o)


def triplet_head():
    i = keras.Input((32, 32, 16))
    base = keras.Sequential([layers.Flatten(), layers.Dense(8), layers.Lambda(lambda t: K.l2_normalize(t, axis=1))])
    a, p = base(i), base(i[:, ::-1])
    d = layers.Lambda(lambda t: K.sqrt(K.sum(K.square(t[0] - t[1]), axis=1, keepdims=True)))([a, p])
    return keras.Model(i, d)


def global_response_normalization():
    i = keras.Input((32, 32, 16))

    class Grn(layers.Layer):
        def build(self, shape):
            self.gamma = self.add_weight(shape=(1, 1, 1, shape[-1]), name="gamma")
            self.beta = self.add_weight(shape=(1, 1, 1, shape[-1]), name="beta")

        def call(self, x):
            g = tf.norm(x, axis=(1, 2), keepdims=True)
            n = g / (tf.reduce_mean(g, axis=-1, keepdims=True) + 1e-6)
            return self.gamma * (x * n) + self.beta + x

    return keras.Model(i, Grn()(layers.Dense(16)(i)))
