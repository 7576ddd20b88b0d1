/* Milliseconds of one inference from the numbers of the line "totals"; `why` says why it cannot be told. */
static double predict(const struct network *network, const char **why) {
  double row[COUNT(FEATURES)];
  size_t i;
  if (!usable(network->totals)) {
    *why = "the network's totals cannot be priced";
    return 0;
  }
  for (i = 0; i < COUNT(FEATURES); i++) {
    double value = network->totals[FEATURES[i]];
    row[i] = ((LOGARITHMS != 0 ? log1p(value) : value) - MEAN[i]) / SCALE[i];
  }
  double answer = regress(row);
  double ms = LOGARITHMS != 0 ? exp(answer) : answer;
  if (ms <= 0) *why = "the network is smaller than any measured one";
  if (!(ms < INFINITY)) *why = "the network is too large to be estimated";
  return ms;
}
