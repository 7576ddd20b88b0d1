static double kernel_value(const float *vector, const double *row) {
  double product = 0, squared = 0;
  size_t i;
  for (i = 0; i < COUNT(FEATURES); i++) {
    double difference = vector[i] - row[i];
    product += vector[i] * row[i];
    squared += difference * difference;
  }
  if (KERNEL == 0) return product;
  if (KERNEL == 1) return pow(GAMMA * product + OFFSET, DEGREE);
  return KERNEL == 2 ? tanh(GAMMA * product + OFFSET) : exp(-GAMMA * squared);
}

static double regress(const double *row) {
  double sum = BIAS;
  size_t i;
  for (i = 0; i < COUNT(COEFFICIENTS); i++) sum += COEFFICIENTS[i] * kernel_value(&VECTORS[i * COUNT(FEATURES)], row);
  return sum;
}
