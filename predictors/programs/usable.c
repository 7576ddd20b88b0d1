static int usable(const double *totals) {
  size_t i;
  for (i = 0; i < COUNT(TOTALS); i++)
    if (!(totals[i] >= 0 && totals[i] < INFINITY)) return 0;
  for (i = 0; i < COUNT(NEVER_ZERO); i++)
    if (totals[NEVER_ZERO[i]] == 0) return 0;
  return 1;
}
