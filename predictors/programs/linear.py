def regress(row):
    return sum(weight * value for weight, value in zip(WEIGHTS, row)) + INTERCEPT
