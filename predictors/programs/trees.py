def single(value):
    """The nearest number in 32-bit precision, as the thresholds of the trees are."""
    return struct.unpack("f", struct.pack("f", value))[0]


def sum_of_trees(row, roots=ROOTS):
    total = 0.0
    for node in roots:
        while FEATURE[node] != LEAF:
            node = node + 1 if row[FEATURE[node]] < VALUE[node] else RIGHT[node]
        total += VALUE[node]
    return total
