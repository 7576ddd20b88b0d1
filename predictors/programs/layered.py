LAUNCH_MS = 4e-3
NETWORK_CONSTANT_MS = 0.05
POSITION_TILE = 64
WAVE_TILE = 64
TILES_PER_MULTIPROCESSOR = 4
SMALL_WEIGHTS = 65536
LEAST_LAUNCH = 0.3
SMALL_KERNEL_MS = 0.02
NEIGHBOURS = 3
POINT_STEP = 1 / 1024
CLIP = 0.5
GATE_NEAR, GATE_FAR = 8, 16

GROUP = {name: place for place, name in enumerate(GROUPS)}
TERM_COUNT = (len(THETA) - 1) // len(GROUPS)
COMPUTES = GROUP["bias"]  # the groups before this one depend on multiply-accumulates
REORDERED = {GROUP[name] for name in GROUPS[:COMPUTES] if name != "dense" and not name.startswith("depthwise")}
SHARES = (
    ("conv1", "conv1_thin"), ("conv1_small",), ("conv3",), ("conv3_thin",), ("conv3_small",), ("conv3_stride",),
    ("conv2", "conv5", "conv7", "conv9", "conv11", "conv_large_stride", "conv_asymmetric"), ("grouped1", "grouped3"),
    ("conv_rgb",), ("depthwise3", "depthwise5", "depthwise3_stride", "depthwise5_stride"), ("matmul", "dense"),
    ("batch_norm", "batch_norm_first"), ("activation", "bias"), ("add",), ("concat",), ("slice", "shuffle", "pad"),
    ("pool", "pool3", "global_pool"),
)
SHARE_OF_GROUP = {GROUP[name]: share for share, names in enumerate(SHARES) for name in names}
SHAPE_LENGTH = len(SHARES) + 8


def log2(size):
    return math.log2(max(size, 1))


def padded(count, tile):
    return math.ceil(count / tile) * tile


def convolution_group(kernel):
    _, _, _, _, _, size, short_size, stride, channels_in, channels_out, positions, _ = kernel
    if short_size != size:
        return "conv_asymmetric"
    if channels_in == 3 and channels_out > 8:
        return "conv_rgb"
    if channels_in <= 8 and channels_out <= 8:
        if size == 1:
            return "grouped1"
        if size >= 3:
            return "grouped3"
    thin = min(channels_in, channels_out) <= 32
    if size == 1:
        if stride > 1:
            return "conv1"
        return "conv1_small" if positions <= 64 else "conv1_thin" if thin else "conv1"
    if size == 3:
        if stride > 1:
            return "conv3_stride"
        return "conv3_small" if positions <= 256 else "conv3_thin" if thin else "conv3"
    if size >= 5 and stride > 1:
        return "conv_large_stride"
    return {2: "conv2", 7: "conv7", 9: "conv9", 11: "conv11"}.get(size, "conv5")


def group_of(kernel):
    kind, size, stride = kernel[0], kernel[5], kernel[7]
    if kind == "conv":
        return GROUP[convolution_group(kernel)]
    if kind == "depthwise":
        return GROUP[("depthwise3" if size <= 3 else "depthwise5") + ("" if stride == 1 else "_stride")]
    if kind == "pool":
        return GROUP["pool3" if size >= 3 else "pool"]
    return GROUP["add" if kind == "multiply" else kind]


def priced(theta, board, kernel, group):
    gmacs, gbytes, launch, l2, channel_tile, multiprocessors = board
    kind, macs, reads, writes, weights, _, _, _, channels_in, channels_out, positions, _ = kernel
    macs_ms = macs / (gmacs * 1e6) if group < COMPUTES else 0
    bytes_ms = 4 / (gbytes * 1e6)
    waste, waves_ms = 1, 0
    if kind == "conv":
        waste = padded(channels_out, channel_tile) / max(channels_out, 1)
        waste = waste * padded(positions, POSITION_TILE) / max(positions, 1)
        at_once = multiprocessors * TILES_PER_MULTIPROCESSOR
        tiles = math.ceil(max(channels_out, 1) / WAVE_TILE) * math.ceil(positions / WAVE_TILE)
        waves_ms = math.ceil(tiles / at_once) * at_once * WAVE_TILE ** 2 * (macs / max(writes, 1)) / (gmacs * 1e6)
    cached = min(reads + writes, l2)
    small_weights = min(weights, SMALL_WEIGHTS) if group in REORDERED else weights
    terms = (
        LAUNCH_MS * launch, macs_ms * waste, macs_ms * 8 / max(channels_in, 1), macs_ms * 8 / max(channels_out, 1),
        macs_ms * 5000 / max(writes, 1), cached * bytes_ms, small_weights * bytes_ms,
        (weights - small_weights) * bytes_ms, (reads + writes - cached) * bytes_ms, waves_ms,
    )
    return sum(term * theta[group * TERM_COUNT + place] for place, term in enumerate(terms))


# How much less arithmetic than the formula Winograd and FFT convolutions do with.
FASTER = {
    "conv3": 3.5, "conv3_small": 3.5, "conv3_thin": 3.5, "conv5": 2.2, "conv7": 2, "conv9": 2, "conv11": 2,
    "conv_asymmetric": 1.5,
}


def least_ms(kernel, group):
    """What the board cannot stay below: a launch, and the arithmetic at its peak."""
    if not IS_BOUNDED:
        return 0
    macs = kernel[1] / FASTER.get(GROUPS[group], 1) if group < COMPUTES else 0
    return max(LEAST_LAUNCH * LAUNCH_MS * BOARD[2], macs / (BOARD[0] * 1e6))


def log_correction(kernel, group, ms):
    _, macs, reads, writes, weights, size, _, stride, channels_in, channels_out, positions, operands = kernel
    row = (
        group, size, stride, log2(channels_in), log2(channels_out), log2(positions), log2(writes), log2(macs),
        log2(reads + writes + weights), operands, log2(ms * 1e6),
        sum(max(positions, 1) % multiple == 0 for multiple in (4, 16, 64)), log2(weights),
    )
    row = [single(value) for value in row]
    total, first = 0.0, 0
    for end in ENSEMBLE_ENDS:
        total += min(max(sum_of_trees(row, ROOTS[first:end]), -CLIP), CLIP)
        first = end
    return total / len(ENSEMBLE_ENDS)


def network_shape(kernels, groups, times, total):
    shape = [0.0] * SHAPE_LENGTH
    sizes = len(SHARES) + 3
    for kernel, group, ms in zip(kernels, groups, times):
        part = ms / total
        if group in SHARE_OF_GROUP:
            shape[SHARE_OF_GROUP[group]] += part
        for place, size in enumerate((kernel[8], kernel[9], kernel[10], kernel[3])):
            shape[sizes + place] += part * log2(size)
        if ms < SMALL_KERNEL_MS:
            shape[-1] += part
    shape[len(SHARES)] = math.log(total)
    shape[len(SHARES) + 1] = math.log(len(kernels))
    shape[len(SHARES) + 2] = math.log(total / len(kernels))
    return shape


def distance_to_measured(shape):
    place = [(value - mean) / scale / POINT_STEP for value, mean, scale in zip(shape, MEAN, SCALE)]
    nearest = sorted(
        sum((POINTS[row + i] - place[i]) ** 2 for i in range(SHAPE_LENGTH)) for row in range(0, len(POINTS), SHAPE_LENGTH)
    )[:NEIGHBOURS]
    return sum(math.sqrt(squared) * POINT_STEP for squared in nearest) / len(nearest)


def predict(width, totals, kernels):
    """Milliseconds of one inference; a text where it cannot be told. `kernels` are the lines "kernel"."""
    if not kernels:
        return "the network launches no GPU kernel"
    group = {kernel: group_of(kernel) for kernel in set(kernels)}  # networks repeat their kernels
    base_of = {kernel: priced(THETA, BOARD, kernel, group[kernel]) for kernel in group}
    groups = [group[kernel] for kernel in kernels]
    base = [base_of[kernel] for kernel in kernels]
    constant = THETA[-1] * NETWORK_CONSTANT_MS * BOARD[2]
    distance = distance_to_measured(network_shape(kernels, groups, base, sum(base) + constant))
    strength = min(max((GATE_FAR - distance) / (GATE_FAR - GATE_NEAR), 0), 1) * CORRECTION
    own = {kernel: priced(OWN_THETA, OWN_BOARD, kernel, group[kernel]) for kernel in group}
    if strength > 0:
        for kernel, ms in base_of.items():
            own[kernel] *= math.exp(strength * log_correction(kernel, group[kernel], ms))
    for kernel in own:
        own[kernel] = max(own[kernel], least_ms(kernel, group[kernel]))
    total = OWN_THETA[-1] * NETWORK_CONSTANT_MS * OWN_BOARD[2]
    for kernel in kernels:
        total += own[kernel]
    return total
