def predict(width, totals, kernels):
    """Milliseconds of one inference; a text where it cannot be told. `totals` are the numbers of the line "totals"."""
    if not usable(totals):
        return "the network's totals cannot be priced"
    row = [single(totals[place]) for place in FEATURES]
    ms = BASE + sum_of_trees(row)
    return ms if ms > 0 else "the network is smaller than any measured one"
