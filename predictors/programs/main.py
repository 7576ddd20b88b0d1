def networks(lines):
    """Networks of a text, one after the other: (name, width of the input, totals, kernels)."""
    name, width, totals, kernels = None, 0, None, []
    for number, line in enumerate(lines, 1):
        words = line.split()
        try:
            if not words or words[0].startswith("#"):
                continue
            if words[0] == "network":
                width, name, totals, kernels = float(words[1]), line.split(None, 2)[2].strip(), None, []
            elif words[0] == "totals" and len(words) == 1 + len(TOTALS):
                totals = [float(word) for word in words[1:]]
            elif words[0] == "kernel" and len(words) == 13 and words[1] in KINDS:
                kernels.append((words[1], *(float(word) for word in words[2:])))
            elif words[0] == "end" and name is not None and totals is not None:
                yield name, width, totals, kernels
                name = None
            else:
                raise ValueError
        except (ValueError, IndexError):
            sys.exit("line %d cannot be read: %s" % (number, line.strip()))
    if name is not None:
        sys.exit("the text ends within a network")


def main(arguments):
    if arguments and (len(arguments) != 2 or arguments[0] != "--time" or not arguments[1].isdigit() or int(arguments[1]) < 1):
        sys.exit("usage: python3 THIS_FILE [--time REPEATS] < NETWORKS")
    repeats = int(arguments[1]) if arguments else 0
    for name, width, totals, kernels in networks(sys.stdin):
        answer = predict(width, totals, kernels)
        words = ["refused: " + answer if isinstance(answer, str) else "%.17g" % answer]
        if repeats:
            started = time.perf_counter()
            for _ in range(repeats):
                predict(width, totals, kernels)
            words.append("%.3f us" % ((time.perf_counter() - started) / repeats * 1e6))
        print("\t".join(words + [name]))


if __name__ == "__main__":
    main(sys.argv[1:])
