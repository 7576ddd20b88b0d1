static double regress(const double *row) {
  static double values[2][COUNT(BIASES) + COUNT(FEATURES)];
  size_t layer, unit, i, weights = 0, biases = 0;
  for (i = 0; i < COUNT(FEATURES); i++) values[0][i] = row[i];
  for (layer = 0; layer < COUNT(UNITS); layer++) {
    const double *from = values[layer % 2];
    double *to = values[(layer + 1) % 2];
    size_t inputs = (size_t)INPUTS[layer], units = (size_t)UNITS[layer];
    for (unit = 0; unit < units; unit++) {
      double sum = 0;
      for (i = 0; i < inputs; i++) sum += (double)WEIGHTS[weights + unit * inputs + i] * from[i];
      sum += BIASES[biases + unit];
      to[unit] = layer + 1 == COUNT(UNITS) ? sum : tanh(sum);
    }
    weights += inputs * units;
    biases += units;
  }
  return values[COUNT(UNITS) % 2][0];
}
