static double sum_of_trees(const float *row) {
  double total = 0;
  size_t tree;
  for (tree = 0; tree < COUNT(ROOTS); tree++) {
    int node = ROOTS[tree];
    while (FEATURE[node] != LEAF) node = row[FEATURE[node]] < VALUE[node] ? node + 1 : RIGHT[node];
    total += VALUE[node];
  }
  return total;
}
