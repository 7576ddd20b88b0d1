#define LAUNCH_MS 4e-3
#define NETWORK_CONSTANT_MS 0.05
#define TILE 64
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
static double padded(double count) { return ceil(count / TILE) * TILE; }
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

static double priced(const double *theta, const double *board, const struct kernel *k, int group) {
  static int bias = -1; /* the groups before it depend on multiply-accumulates */
  if (bias < 0) bias = group_called("bias");
  double macs_ms = group < bias ? k->macs / (board[0] * 1e6) : 0;
  double bytes_ms = 4 / (board[1] * 1e6);
  double waste = padded(k->channels_out) / at_least_one(k->channels_out) * padded(k->positions) / at_least_one(k->positions);
  const double terms[] = {
    LAUNCH_MS * board[2],
    macs_ms * (strcmp(KINDS[k->kind], "conv") == 0 ? waste : 1),
    macs_ms * 8 / at_least_one(k->channels_in),
    macs_ms * 8 / at_least_one(k->channels_out),
    macs_ms * 5000 / at_least_one(k->writes),
    (k->reads + k->writes) * bytes_ms,
    k->weights * bytes_ms,
  };
  double ms = 0;
  size_t i;
  for (i = 0; i < COUNT(terms); i++) ms += terms[i] * theta[(size_t)group * TERM_COUNT + i];
  return ms;
}

static double log_correction(const struct kernel *k, int group, double ms) {
  const double values[] = {
    group, k->size, k->stride, log2_of(k->channels_in), log2_of(k->channels_out), log2_of(k->positions), log2_of(k->writes),
    log2_of(k->macs), log2_of(k->reads + k->writes + k->weights), k->operands, log2_of(ms * 1e6),
  };
  float row[COUNT(values)];
  size_t i;
  for (i = 0; i < COUNT(values); i++) row[i] = (float)values[i];
  double correction = sum_of_trees(row);
  return correction < -CLIP ? -CLIP : correction > CLIP ? CLIP : correction;
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
    total += strength == 0 ? own : own * exp(strength * log_correction(k, groups[i], times[i]));
  }
  return total;
}
