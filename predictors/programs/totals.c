/* Milliseconds of one inference from the numbers of the line "totals"; `why` says why it cannot be told. */
static double predict(const struct network *network, const char **why) {
  float row[COUNT(FEATURES)];
  size_t i;
  for (i = 0; i < COUNT(TOTALS); i++)
    if (!(network->totals[i] >= 0 && network->totals[i] < INFINITY)) *why = "the network's totals cannot be priced";
  for (i = 0; i < COUNT(NEVER_ZERO); i++)
    if (network->totals[NEVER_ZERO[i]] == 0) *why = "the network's totals cannot be priced";
  if (*why != NULL) return 0;
  for (i = 0; i < COUNT(FEATURES); i++) row[i] = (float)network->totals[FEATURES[i]];
  double ms = BASE + sum_of_trees(row);
  if (ms <= 0) *why = "the network is smaller than any measured one";
  return ms;
}
