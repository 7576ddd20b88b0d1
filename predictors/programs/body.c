struct kernel {
  int kind;
  double macs, reads, writes, weights, size, short_size, stride, channels_in, channels_out, positions, operands;
};

struct network {
  double totals[COUNT(TOTALS)];
  struct kernel *kernels;
  size_t kernel_count, kernel_room;
};

static void *at_home(void *memory) {
  if (memory != NULL) return memory;
  fputs("out of memory\n", stderr);
  exit(1);
}
