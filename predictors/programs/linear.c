static double regress(const double *row) {
  double sum = 0;
  size_t i;
  for (i = 0; i < COUNT(FEATURES); i++) sum += WEIGHTS[i] * row[i];
  return sum + INTERCEPT;
}
