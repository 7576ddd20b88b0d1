"""Output shapes and weights of layers over sequences, attention, and layers for data, from real Keras.

    KERAS_BACKEND=jax python test/oracle/layers/sequences.py test/oracle/layers/sequences3.json   # keras 3.15
    python test/oracle/layers/sequences.py test/oracle/layers/sequences2.json                     # tensorflow 2.15, keras 2.15

Each case is an expression over the inputs a, b and c. A case that this version of Keras refuses has an error instead of figures.
"""

import json
import sys

import keras
import numpy as np
from keras import Input, Model, Sequential, layers
from keras.layers import *  # noqa: F401,F403

SEQUENCE = [[10, 8]]
IMAGES = [[5, 12, 14, 3]]
PAIR = [[10, 8], [6, 8]]

CASES = [
    # recurrent layers
    *[(call, SEQUENCE) for call in [
        "LSTM(16)(a)",
        "LSTM(16, return_sequences=True)(a)",
        "LSTM(16, return_state=True)(a)",
        "LSTM(16, return_sequences=True, return_state=True)(a)",
        "LSTM(16, use_bias=False)(a)",
        "LSTM(16, unit_forget_bias=False, go_backwards=True)(a)",
        "LSTM(16, 'relu', 'sigmoid', False)(a)",
        "GRU(16)(a)",
        "GRU(16, reset_after=False)(a)",
        "GRU(16, use_bias=False, return_sequences=True)(a)",
        "GRU(16, return_state=True)(a)",
        "SimpleRNN(16)(a)",
        "SimpleRNN(16, return_sequences=True, return_state=True)(a)",
        "SimpleRNN(16, use_bias=False)(a)",
        "RNN(LSTMCell(7))(a)",
        "RNN(GRUCell(7, reset_after=False), return_sequences=True)(a)",
        "RNN(SimpleRNNCell(7), return_state=True)(a)",
        "RNN([LSTMCell(7), GRUCell(5)])(a)",
        "RNN(StackedRNNCells([LSTMCell(7), LSTMCell(5)]), return_sequences=True)(a)",
        "RNN([GRUCell(7), GRUCell(5)], return_state=True)(a)",
        "RNN([LSTMCell(7), LSTMCell(5)], return_state=True)(a)",
        "LSTM(4, return_sequences=True)(LSTM(4, return_sequences=True)(a))",
        "(lambda shared: Concatenate()([shared(a), shared(a)]))(LSTM(4))",
        # both directions
        "Bidirectional(LSTM(16))(a)",
        "Bidirectional(LSTM(16, return_sequences=True))(a)",
        "Bidirectional(GRU(16), merge_mode='sum')(a)",
        "Bidirectional(GRU(16), merge_mode='ave')(a)",
        "Bidirectional(GRU(16), merge_mode='mul')(a)",
        "Bidirectional(SimpleRNN(16), merge_mode=None)(a)",
        "Bidirectional(LSTM(16, return_state=True))(a)",
        "Bidirectional(GRU(16, return_sequences=True, return_state=True), merge_mode=None)(a)",
        "Bidirectional(LSTM(5), backward_layer=GRU(5, go_backwards=True))(a)",
        "Bidirectional(RNN(LSTMCell(6)))(a)",
        # every step
        "TimeDistributed(Dense(3))(a)",
        "TimeDistributed(Dense(3, use_bias=False))(a)",
        "TimeDistributed(BatchNormalization())(a)",
        "TimeDistributed(Dropout(0.5))(a)",
        "TimeDistributed(Activation('relu'))(a)",
        "TimeDistributed(Reshape((4, 2)))(a)",
        "TimeDistributed(Sequential([Input((8,)), Dense(6), Dense(3)]))(a)",
    ]],
    *[(call, [[None, 8]]) for call in [
        "LSTM(16)(a)",
        "LSTM(16, return_sequences=True)(a)",
        "Bidirectional(GRU(4, return_sequences=True))(a)",
        "TimeDistributed(Dense(3))(a)",
        "MultiHeadAttention(2, 4)(a, a)",
    ]],
    *[(call, [[12, 14, 3]]) for call in ["LSTM(16)(a)", "GRU(4)(a)", "TimeDistributed(Dense(5))(a)"]],
    ("LSTM(8)(a, initial_state=[b, c])", [[10, 8], [8], [8]]),
    ("GRU(8, return_sequences=True)(a, initial_state=b)", [[10, 8], [8]]),
    ("(lambda s: LSTM(4, return_sequences=True)(b, initial_state=s[1:]))(LSTM(4, return_state=True)(a))", PAIR),
    *[(call, IMAGES) for call in [
        "TimeDistributed(Conv2D(4, 3))(a)",
        "TimeDistributed(Conv2D(4, 3, strides=2, padding='same'))(a)",
        "TimeDistributed(MaxPooling2D())(a)",
        "TimeDistributed(Flatten())(a)",
        "TimeDistributed(GlobalAveragePooling2D())(a)",
        "TimeDistributed(TimeDistributed(Dense(2)))(a)",
        "TimeDistributed(Sequential([Input((12, 14, 3)), Conv2D(4, 3), Flatten(), Dense(2)]))(a)",
        "LSTM(3)(TimeDistributed(Flatten())(a))",
        "ConvLSTM2D(4, 3)(a)",
        "ConvLSTM2D(4, 3, padding='same', return_sequences=True)(a)",
        "ConvLSTM2D(4, (3, 2), strides=(2, 1), use_bias=False)(a)",
        "ConvLSTM2D(4, 3, dilation_rate=2)(a)",
        "ConvLSTM2D(4, 3, padding='same', return_state=True)(a)",
        "Bidirectional(ConvLSTM2D(4, 3, padding='same', return_sequences=True))(a)",
    ]],
    ("ConvLSTM1D(4, 3)(a)", [[5, 12, 3]]),
    ("ConvLSTM1D(4, 3, padding='same', return_sequences=True)(a)", [[5, 12, 3]]),
    ("ConvLSTM3D(2, 3)(a)", [[5, 6, 7, 8, 3]]),
    # attention
    *[(call, PAIR) for call in [
        "MultiHeadAttention(2, 4)(a, b)",
        "MultiHeadAttention(num_heads=3, key_dim=5, value_dim=7)(query=a, value=b)",
        "MultiHeadAttention(2, 4)(a, b, b)",
        "MultiHeadAttention(2, 4, use_bias=False)(a, value=b, key=b)",
        "MultiHeadAttention(2, 4, output_shape=6)(a, b)",
        "MultiHeadAttention(2, 4, output_shape=(6, 5))(a, b)",
        "MultiHeadAttention(2, 4)(a, b, return_attention_scores=True)",
        "MultiHeadAttention(2, 4, dropout=0.1)(a, a, use_causal_mask=True)",
        "(lambda shared: shared(a, b) + shared(a, a))(MultiHeadAttention(2, 4))",
        "MultiHeadAttention(2, 4, use_gate=True)(a, b)",
        "GroupQueryAttention(4, 6, 2)(a, b)",
        "GroupQueryAttention(head_dim=4, num_query_heads=4, num_key_value_heads=4, use_bias=False)(a, b)",
        "GroupQueryAttention(4, 6, 3)(a, b, return_attention_scores=True)",
        "Attention()([a, b])",
        "Attention(use_scale=True)([a, b])",
        "Attention(score_mode='concat')([a, b])",
        "Attention(use_scale=True, score_mode='concat')([a, b, b])",
        "Attention()([a, b], return_attention_scores=True)",
        "AdditiveAttention()([a, b])",
        "AdditiveAttention(use_scale=False)([a, b])",
        "AdditiveAttention()([a, b], return_attention_scores=True)",
    ]],
    ("MultiHeadAttention(2, 4)(a, b)", [[10, 8], [6, 12]]),
    ("MultiHeadAttention(2, 4)(a, b, c)", [[10, 8], [6, 12], [6, 9]]),
    ("Attention()([a, b, c])", [[10, 8], [6, 5], [6, 8]]),
    ("MultiHeadAttention(2, 4)(a, a, return_attention_scores=True)", [[5, 3, 16]]),
    ("MultiHeadAttention(2, 4, attention_axes=(2,))(a, a, return_attention_scores=True)", [[5, 3, 16]]),
    ("MultiHeadAttention(2, 4, attention_axes=1)(a, a)", [[5, 16]]),
    ("MultiHeadAttention(2, 4, attention_axes=(1, 2))(a, a)", [[5, 3, 16]]),
    *[(call, [[5, 8]]) for call in [
        "EinsumDense('abc,cd->abd', output_shape=(None, 64), bias_axes='d')(a)",
        "EinsumDense('abc,cd->abd', output_shape=(5, 64))(a)",
        "EinsumDense('...x,xy->...y', output_shape=(None, 64), bias_axes='y')(a)",
        "EinsumDense('...x,xy->...y', output_shape=64, bias_axes='y')(a)",
        "EinsumDense('abc,cde->abde', output_shape=(None, 3, 4), bias_axes='de', activation='relu')(a)",
        "EinsumDense('abc,bd->adc', output_shape=(9, 8), bias_axes='d')(a)",
        "EinsumDense('abc,bcd->ad', output_shape=9, bias_axes='d')(a)",
        "EinsumDense('ab...,bc->ac...', output_shape=(9,), bias_axes='c')(a)",
    ]],
    ("EinsumDense('ab,bc->ac', output_shape=64, bias_axes='c')(a)", [[8]]),
    # data
    *[(call, [[3], [3]]) for call in [
        "CategoryEncoding(num_tokens=5)(a)",
        "CategoryEncoding(5, output_mode='count')(a)",
        "CategoryEncoding(5, output_mode='one_hot')(Input((1,)))",
        "CategoryEncoding(5, output_mode='one_hot')(a)",
        "Discretization([0.0, 1.0, 2.0])(a)",
        "Discretization(bin_boundaries=[0.0, 1.0, 2.0], output_mode='one_hot')(a)",
        "Discretization(bin_boundaries=[0.0, 1.0, 2.0], output_mode='multi_hot')(a)",
        "Hashing(6)(Input((3,), dtype='int32'))",
        "Hashing(6, output_mode='multi_hot')(Input((3,), dtype='int32'))",
        "Hashing(num_bins=6, output_mode='one_hot')(Input((1,), dtype='int32'))",
        "IntegerLookup(vocabulary=[3, 5, 9])(Input((3,), dtype='int32'))",
        "IntegerLookup(vocabulary=[3, 5, 9], output_mode='multi_hot')(Input((3,), dtype='int32'))",
        "IntegerLookup(vocabulary=[3, 5, 9], num_oov_indices=2, output_mode='count')(Input((3,), dtype='int32'))",
        "IntegerLookup(max_tokens=20, vocabulary=[3, 5, 9], pad_to_max_tokens=True, output_mode='multi_hot')(Input((3,), dtype='int32'))",
        "StringLookup(vocabulary=['a', 'b'])(Input((3,), dtype='string'))",
        "StringLookup(vocabulary=['a', 'b'], output_mode='one_hot')(Input((1,), dtype='string'))",
        "StringLookup(vocabulary=['a', 'b'], output_mode='multi_hot')(Input((3,), dtype='string'))",
        "TextVectorization(max_tokens=10, output_sequence_length=7)(Input((1,), dtype='string'))",
        "TextVectorization(max_tokens=10, output_mode='multi_hot', pad_to_max_tokens=True, vocabulary=['a'])(Input((1,), dtype='string'))",
        "TextVectorization(output_mode='count', vocabulary=['a', 'b'])(Input((1,), dtype='string'))",
    ]],
]


def count(weights):
    # A vocabulary is kept among the weights in Keras 2; it has no shape.
    return int(sum(np.prod(weight.shape) for weight in weights if hasattr(weight, "shape")))


def figures(call, shapes):
    names = dict(zip("abc", [Input(tuple(shape)) for shape in shapes]))
    output = eval(call, {**globals(), **names})  # noqa: S307
    flat = output if isinstance(output, (list, tuple)) else [output]
    flat = [tensor for item in flat for tensor in (item if isinstance(item, (list, tuple)) else [item])]
    from_inputs = keras.utils.get_source_inputs if hasattr(keras.utils, "get_source_inputs") else None
    inputs = list(names.values())
    for tensor in flat:
        for source in from_inputs(tensor) if from_inputs else []:
            if not any(source is one for one in inputs):
                inputs.append(source)
    model = Model(inputs, flat)
    return {
        "outputs": [[None if side is None else int(side) for side in tensor.shape[1:]] for tensor in flat],
        "total": count(model.weights),
        "notTrained": count(model.non_trainable_weights),
    }


def main(path):
    rows = []
    for call, shapes in CASES:
        row = {"call": call, "inputs": shapes}
        try:
            row.update(figures(call, shapes))
        except (ImportError, NameError):
            continue  # This Keras has no such layer, or none without TensorFlow.
        except Exception as error:  # noqa: BLE001
            row["error"] = f"{type(error).__name__}: {str(error).strip().splitlines()[0][:160]}"
        rows.append(row)
    with open(path, "w", encoding="utf-8") as file:
        file.write('{\n  "keras": ' + json.dumps(keras.__version__) + ',\n  "rows": [\n')
        file.write(",\n".join("    " + json.dumps(row) for row in rows))
        file.write("\n  ]\n}\n")


if __name__ == "__main__":
    main(sys.argv[1])
