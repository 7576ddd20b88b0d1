struct kernel {
  int kind;
  double macs, reads, writes, weights, size, short_size, stride, channels_in, channels_out, positions, operands;
};

struct network {
  double totals[COUNT(TOTALS)];
  struct kernel *kernels;
  size_t kernel_count, kernel_room;
};

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

static void *at_home(void *memory) {
  if (memory != NULL) return memory;
  fputs("out of memory\n", stderr);
  exit(1);
}
