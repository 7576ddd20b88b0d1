def predict(width, totals, kernels):
    """Milliseconds of one inference; a text where it cannot be told. `totals` are the numbers of the line "totals"."""
    if not usable(totals):
        return "the network's totals cannot be priced"
    values = [math.log1p(totals[place]) if LOGARITHMS else totals[place] for place in FEATURES]
    answer = regress([(value - mean) / scale for value, mean, scale in zip(values, MEAN, SCALE)])
    try:
        ms = math.exp(answer) if LOGARITHMS else answer
    except OverflowError:
        return "the network is too large to be estimated"
    return ms if ms > 0 else "the network is smaller than any measured one"
