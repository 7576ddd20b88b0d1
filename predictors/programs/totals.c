/* Milliseconds of one inference from the numbers of the line "totals"; `why` says why it cannot be told. */
static double predict(const struct network *network, const char **why) {
  float row[COUNT(FEATURES)];
  size_t i;
  if (!usable(network->totals)) {
    *why = "the network's totals cannot be priced";
    return 0;
  }
  for (i = 0; i < COUNT(FEATURES); i++) row[i] = (float)network->totals[FEATURES[i]];
  double ms = BASE + sum_of_trees(row, 0, COUNT(ROOTS));
  if (ms <= 0) *why = "the network is smaller than any measured one";
  return ms;
}
