def regress(row):
    weights, biases = 0, 0
    for inputs, units in zip(INPUTS, UNITS):
        sums = []
        for unit in range(units):
            first = weights + unit * inputs
            sums.append(BIASES[biases + unit] + sum(WEIGHTS[first + i] * row[i] for i in range(inputs)))
        weights, biases = weights + inputs * units, biases + units
        row = sums if biases == len(BIASES) else [math.tanh(value) for value in sums]
    return row[0]
