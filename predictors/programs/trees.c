/* Of the trees from the number `first` on up to the number `end`, without it. */
static double sum_of_trees(const float *row, size_t first, size_t end) {
  double total = 0;
  size_t tree;
  for (tree = first; tree < end; tree++) {
    int node = ROOTS[tree];
    while (FEATURE[node] != LEAF) node = row[FEATURE[node]] < VALUE[node] ? node + 1 : RIGHT[node];
    total += VALUE[node];
  }
  return total;
}
