#define LAUNCH_MS 4e-3
#define NETWORK_CONSTANT_MS 0.05
#define POSITION_TILE 64
#define WAVE_TILE 64
#define TILES_PER_MULTIPROCESSOR 4
#define SMALL_WEIGHTS 65536.0
#define LEAST_LAUNCH 0.3
#define SMALL_KERNEL_MS 0.02
#define POINT_STEP (1.0 / 1024)
#define CLIP 0.5
#define GATE_NEAR 8.0
#define GATE_FAR 16.0
#define TERM_COUNT ((COUNT(THETA) - 1) / COUNT(GROUPS))
#define SHARE_COUNT 17
#define SHAPE_LENGTH (SHARE_COUNT + 8)
enum { NEIGHBOURS = 3 };

/* Kernel groups whose joint share of the time describes a network, each with the number of its share. */
static const struct { const char *group; int share; } SHARES[] = {
  {"conv1", 0}, {"conv1_thin", 0}, {"conv1_small", 1}, {"conv3", 2}, {"conv3_thin", 3}, {"conv3_small", 4}, {"conv3_stride", 5},
  {"conv2", 6}, {"conv5", 6}, {"conv7", 6}, {"conv9", 6}, {"conv11", 6}, {"conv_large_stride", 6}, {"conv_asymmetric", 6},
  {"grouped1", 7}, {"grouped3", 7}, {"conv_rgb", 8}, {"depthwise3", 9}, {"depthwise5", 9}, {"depthwise3_stride", 9},
  {"depthwise5_stride", 9}, {"matmul", 10}, {"dense", 10}, {"batch_norm", 11}, {"batch_norm_first", 11}, {"activation", 12},
  {"bias", 12}, {"add", 13}, {"concat", 14}, {"slice", 15}, {"shuffle", 15}, {"pad", 15}, {"pool", 16}, {"pool3", 16},
  {"global_pool", 16},
};

static double log2_of(double size) { return log2(size < 1 ? 1 : size); }
static double padded(double count, double tile) { return ceil(count / tile) * tile; }
static double at_least_one(double count) { return count < 1 ? 1 : count; }

static int group_called(const char *name) {
  size_t i;
  for (i = 0; i < COUNT(GROUPS); i++)
    if (strcmp(GROUPS[i], name) == 0) return (int)i;
  return 0;
}

static const char *convolution_group(const struct kernel *k) {
  if (k->short_size != k->size) return "conv_asymmetric";
  if (k->channels_in == 3 && k->channels_out > 8) return "conv_rgb";
  if (k->channels_in <= 8 && k->channels_out <= 8) {
    if (k->size == 1) return "grouped1";
    if (k->size >= 3) return "grouped3";
  }
  int thin = k->channels_in <= 32 || k->channels_out <= 32;
  if (k->size == 1) {
    if (k->stride > 1) return "conv1";
    return k->positions <= 64 ? "conv1_small" : thin ? "conv1_thin" : "conv1";
  }
  if (k->size == 3) {
    if (k->stride > 1) return "conv3_stride";
    return k->positions <= 256 ? "conv3_small" : thin ? "conv3_thin" : "conv3";
  }
  if (k->size >= 5 && k->stride > 1) return "conv_large_stride";
  if (k->size == 2) return "conv2";
  if (k->size == 7) return "conv7";
  if (k->size == 9) return "conv9";
  if (k->size == 11) return "conv11";
  return "conv5";
}

static int group_of(const struct kernel *k) {
  const char *kind = KINDS[k->kind];
  if (strcmp(kind, "conv") == 0) return group_called(convolution_group(k));
  if (strcmp(kind, "depthwise") == 0) {
    if (k->size <= 3) return group_called(k->stride == 1 ? "depthwise3" : "depthwise3_stride");
    return group_called(k->stride == 1 ? "depthwise5" : "depthwise5_stride");
  }
  if (strcmp(kind, "pool") == 0) return group_called(k->size >= 3 ? "pool3" : "pool");
  return group_called(strcmp(kind, "multiply") == 0 ? "add" : kind);
}

/* Convolutions and products of matrices whose filter is re-ordered before they run. */
static int is_reordered(int group) {
  static int bias = -1;
  if (bias < 0) bias = group_called("bias");
  return group < bias && strcmp(GROUPS[group], "dense") != 0 && strncmp(GROUPS[group], "depthwise", 9) != 0;
}

static double priced(const double *theta, const double *board, const struct kernel *k, int group) {
  static int bias = -1; /* the groups before it depend on multiply-accumulates */
  if (bias < 0) bias = group_called("bias");
  double macs_ms = group < bias ? k->macs / (board[0] * 1e6) : 0;
  double bytes_ms = 4 / (board[1] * 1e6);
  double waste = 1, waves_ms = 0;
  if (strcmp(KINDS[k->kind], "conv") == 0) {
    waste = padded(k->channels_out, board[4]) / at_least_one(k->channels_out);
    waste = waste * padded(k->positions, POSITION_TILE) / at_least_one(k->positions);
    double at_once = board[5] * TILES_PER_MULTIPROCESSOR;
    double tiles = ceil(at_least_one(k->channels_out) / WAVE_TILE) * ceil(k->positions / WAVE_TILE);
    double reduction = k->macs / at_least_one(k->writes);
    waves_ms = ceil(tiles / at_once) * at_once * WAVE_TILE * WAVE_TILE * reduction / (board[0] * 1e6);
  }
  double moved = k->reads + k->writes;
  double cached = moved < board[3] ? moved : board[3];
  double small_weights = is_reordered(group) && k->weights > SMALL_WEIGHTS ? SMALL_WEIGHTS : k->weights;
  const double terms[] = {
    LAUNCH_MS * board[2],
    macs_ms * waste,
    macs_ms * 8 / at_least_one(k->channels_in),
    macs_ms * 8 / at_least_one(k->channels_out),
    macs_ms * 5000 / at_least_one(k->writes),
    cached * bytes_ms,
    small_weights * bytes_ms,
    (k->weights - small_weights) * bytes_ms,
    (moved - cached) * bytes_ms,
    waves_ms,
  };
  double ms = 0;
  size_t i;
  for (i = 0; i < COUNT(terms); i++) ms += terms[i] * theta[(size_t)group * TERM_COUNT + i];
  return ms;
}

/* How much less arithmetic than the formula Winograd and FFT convolutions do with. */
static const struct { const char *group; double factor; } FASTER[] = {
  {"conv3", 3.5}, {"conv3_small", 3.5}, {"conv3_thin", 3.5}, {"conv5", 2.2}, {"conv7", 2}, {"conv9", 2}, {"conv11", 2},
  {"conv_asymmetric", 1.5},
};

/* What the board cannot stay below: a launch, and the arithmetic at its peak. */
static double least_ms(const struct kernel *k, int group) {
  if (!IS_BOUNDED) return 0;
  double macs = group < group_called("bias") ? k->macs : 0;
  size_t i;
  for (i = 0; i < COUNT(FASTER); i++)
    if (strcmp(FASTER[i].group, GROUPS[group]) == 0) macs /= FASTER[i].factor;
  double launch = LEAST_LAUNCH * LAUNCH_MS * BOARD[2], arithmetic = macs / (BOARD[0] * 1e6);
  return launch > arithmetic ? launch : arithmetic;
}

static double log_correction(const struct kernel *k, int group, double ms) {
  double positions = at_least_one(k->positions);
  const double values[] = {
    group, k->size, k->stride, log2_of(k->channels_in), log2_of(k->channels_out), log2_of(k->positions), log2_of(k->writes),
    log2_of(k->macs), log2_of(k->reads + k->writes + k->weights), k->operands, log2_of(ms * 1e6),
    (fmod(positions, 4) == 0) + (fmod(positions, 16) == 0) + (fmod(positions, 64) == 0), log2_of(k->weights),
  };
  float row[COUNT(values)];
  size_t i;
  for (i = 0; i < COUNT(values); i++) row[i] = (float)values[i];
  double total = 0;
  size_t first = 0;
  for (i = 0; i < COUNT(ENSEMBLE_ENDS); i++) {
    double correction = sum_of_trees(row, first, (size_t)ENSEMBLE_ENDS[i]);
    total += correction < -CLIP ? -CLIP : correction > CLIP ? CLIP : correction;
    first = (size_t)ENSEMBLE_ENDS[i];
  }
  return total / COUNT(ENSEMBLE_ENDS);
}

static double distance_to_measured(const double *shape) {
  double nearest[NEIGHBOURS];
  int found = 0;
  size_t row, i;
  for (row = 0; row < COUNT(POINTS); row += SHAPE_LENGTH) {
    double squared = 0;
    for (i = 0; i < SHAPE_LENGTH; i++) {
      double difference = POINTS[row + i] - (shape[i] - MEAN[i]) / SCALE[i] / POINT_STEP;
      squared += difference * difference;
    }
    int place = found < NEIGHBOURS ? found++ : NEIGHBOURS;
    while (place > 0 && nearest[place - 1] > squared) {
      if (place < NEIGHBOURS) nearest[place] = nearest[place - 1];
      place--;
    }
    if (place < NEIGHBOURS) nearest[place] = squared;
  }
  double sum = 0;
  for (i = 0; i < (size_t)found; i++) sum += sqrt(nearest[i]) * POINT_STEP;
  return sum / found;
}

/* Milliseconds of one inference from the lines "kernel"; `why` says why it cannot be told. */
static double predict(const struct network *network, const char **why) {
  size_t count = network->kernel_count, i;
  if (count == 0) {
    *why = "the network launches no GPU kernel";
    return 0;
  }
  static double *times = NULL;
  static int *groups = NULL;
  static size_t room = 0;
  if (count > room) {
    times = at_home(realloc(times, count * sizeof *times));
    groups = at_home(realloc(groups, count * sizeof *groups));
    room = count;
  }
  double base = 0;
  for (i = 0; i < count; i++) {
    groups[i] = group_of(&network->kernels[i]);
    base += times[i] = priced(THETA, BOARD, &network->kernels[i], groups[i]);
  }
  base += THETA[COUNT(THETA) - 1] * NETWORK_CONSTANT_MS * BOARD[2];

  double shape[SHAPE_LENGTH] = {0};
  for (i = 0; i < count; i++) {
    const struct kernel *k = &network->kernels[i];
    const double sizes[] = {k->channels_in, k->channels_out, k->positions, k->writes};
    double part = times[i] / base;
    size_t j;
    for (j = 0; j < COUNT(SHARES); j++)
      if (strcmp(SHARES[j].group, GROUPS[groups[i]]) == 0) shape[SHARES[j].share] += part;
    for (j = 0; j < COUNT(sizes); j++) shape[SHARE_COUNT + 3 + j] += part * log2_of(sizes[j]);
    if (times[i] < SMALL_KERNEL_MS) shape[SHAPE_LENGTH - 1] += part;
  }
  shape[SHARE_COUNT] = log(base);
  shape[SHARE_COUNT + 1] = log((double)count);
  shape[SHARE_COUNT + 2] = log(base / (double)count);

  double strength = (GATE_FAR - distance_to_measured(shape)) / (GATE_FAR - GATE_NEAR);
  strength = (strength < 0 ? 0 : strength > 1 ? 1 : strength) * CORRECTION;
  double total = OWN_THETA[COUNT(OWN_THETA) - 1] * NETWORK_CONSTANT_MS * OWN_BOARD[2];
  for (i = 0; i < count; i++) {
    const struct kernel *k = &network->kernels[i];
    double own = priced(OWN_THETA, OWN_BOARD, k, groups[i]);
    if (strength != 0) own *= exp(strength * log_correction(k, groups[i], times[i]));
    double least = least_ms(k, groups[i]);
    total += own > least ? own : least;
  }
  return total;
}
