def kernel_value(first, row):
    if KERNEL == 3:
        return math.exp(-GAMMA * sum((VECTORS[first + i] - value) ** 2 for i, value in enumerate(row)))
    product = sum(VECTORS[first + i] * value for i, value in enumerate(row))
    if KERNEL == 0:
        return product
    value = GAMMA * product + OFFSET
    return value ** DEGREE if KERNEL == 1 else math.tanh(value)


def regress(row):
    return BIAS + sum(
        coefficient * kernel_value(place * len(row), row) for place, coefficient in enumerate(COEFFICIENTS)
    )
