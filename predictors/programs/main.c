static void unreadable(long number, const char *line) {
  fprintf(stderr, "line %ld cannot be read: %s\n", number, line);
  exit(2);
}

/* `count` numbers and nothing behind them. */
static int read_numbers(const char *text, double *numbers, size_t count) {
  size_t i;
  char *end;
  for (i = 0; i < count; i++) {
    numbers[i] = strtod(text, &end);
    if (end == text) return 0;
    text = end;
  }
  return text[strspn(text, " \t\r\n")] == '\0';
}

static int read_kernel(const char *text, struct network *network) {
  char kind[32];
  int behind = 0;
  size_t i;
  if (sscanf(text, "%31s%n", kind, &behind) != 1) return 0;
  for (i = 0; i < COUNT(KINDS) && strcmp(KINDS[i], kind) != 0; i++) continue;
  if (i == COUNT(KINDS)) return 0;
  if (network->kernel_count == network->kernel_room) {
    network->kernel_room = network->kernel_room * 2 + 64;
    network->kernels = at_home(realloc(network->kernels, network->kernel_room * sizeof *network->kernels));
  }
  double n[11];
  if (!read_numbers(text + behind, n, COUNT(n))) return 0;
  struct kernel kernel = {(int)i, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10]};
  network->kernels[network->kernel_count++] = kernel;
  return 1;
}

static void answer(const struct network *network, const char *name, long repeats) {
  const char *why = NULL;
  double ms = predict(network, &why);
  if (why != NULL) printf("refused: %s\t", why);
  else printf("%.17g\t", ms);
  if (repeats > 0) {
    struct timespec start, end;
    volatile double kept = 0;
    long i;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (i = 0; i < repeats; i++) kept += predict(network, &why);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double us = (double)(end.tv_sec - start.tv_sec) * 1e6 + (double)(end.tv_nsec - start.tv_nsec) / 1e3;
    printf("%.3f us\t", us / (double)repeats);
  }
  puts(name);
}

int main(int argc, char **argv) {
  long repeats = argc == 3 && strcmp(argv[1], "--time") == 0 ? strtol(argv[2], NULL, 10) : 0;
  if (argc > 1 && repeats < 1) {
    fprintf(stderr, "usage: %s [--time REPEATS] < NETWORKS\n", argv[0]);
    return 2;
  }
  struct network network = {{0}, NULL, 0, 0};
  char line[4096], word[16], name[4096] = "";
  double width;
  int inside = 0, has_totals = 0, behind = 0;
  long number = 0;
  while (fgets(line, sizeof line, stdin) != NULL) {
    number++;
    if (sscanf(line, "%15s%n", word, &behind) != 1 || word[0] == '#') continue;
    if (strcmp(word, "network") == 0 && sscanf(line + behind, "%lf %4095[^\n]", &width, name) == 2) {
      inside = 1;
      has_totals = 0;
      network.kernel_count = 0;
    } else if (strcmp(word, "totals") == 0 && read_numbers(line + behind, network.totals, COUNT(TOTALS))) has_totals = 1;
    else if (strcmp(word, "kernel") == 0 && read_kernel(line + behind, &network)) continue;
    else if (strcmp(word, "end") == 0 && inside && has_totals) {
      answer(&network, name, repeats);
      inside = 0;
    } else unreadable(number, line);
  }
  if (inside) {
    fputs("the text ends within a network\n", stderr);
    return 2;
  }
  free(network.kernels);
  return 0;
}
