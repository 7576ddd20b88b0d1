#!/usr/bin/env python3
"""Measures one network on a board: python3 runner.py FOLDER

FOLDER holds request.json (how to run) and model.json (a Keras topology). While it works, the runner keeps progress.json up to date;
at the end result.json is there, whole or not at all. Both files are data: a layer that carries code is refused, and nothing of
them is evaluated. A file named "cancel" in FOLDER ends the work before the next inference.

Needs Python 3.6 or later and the board's own TensorFlow (1.13 or later, or 2) with its numpy. Weights are random.
"""
import ctypes
import importlib.util
import json
import os
import signal
import sys
import time

REQUEST_FORMAT = "latency-lens-request"
RESULT_FORMAT = "latency-lens-result"
VERSION = 1

# Layers that hold Python of their own, or stand for a call of any function of TensorFlow.
LAYERS_WITH_CODE = ("Lambda", "TFOpLambda", "SlicingOpLambda", "ClassMethod", "InstanceMethod", "InstanceProperty")

# An input of 4096 x 4096 x 3 takes 200 MB: so many different ones are kept, and taken in turn.
MOST_INPUT_BYTES = 64 * 1024 * 1024
MOST_INPUTS = 16

# Every so many inferences the progress is written.
PROGRESS_STEP = 10


class Stop(Exception):
    """The work ends with a result that says why. `kind` is a word for programs, the message a sentence for people."""

    def __init__(self, kind, message):
        Exception.__init__(self, message)
        self.kind = kind


def main(folder):
    result = {"format": RESULT_FORMAT, "version": VERSION, "id": None, "kind": "crashed", "message": "", "wallMs": [], "warmUp": 0}
    result["software"] = {"python": sys.version.split()[0], "tensorflow": None, "gpus": None}
    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    try:
        request = read_json(folder, "request.json")
        if request.get("format") != REQUEST_FORMAT or request.get("version") != VERSION:
            raise Stop("request", "The request is not of version %d of this runner." % VERSION)
        result["id"] = request["id"]
        result["warmUp"] = request["warmUp"]
        topology = read_json(folder, "model.json")
        refuse_code(topology)
        measure(folder, request, topology, result)
        result["kind"] = "done"
    except Stop as stop:
        result["kind"], result["message"] = stop.kind, str(stop)
    except MemoryError:
        result["kind"], result["message"] = "out of memory", "The board ran out of memory."
    except Exception as error:  # What TensorFlow raises has no common base.
        result["kind"], result["message"] = kind_of(error), sentence_of(error)
    write_whole(folder, "result.json", result)
    return 0 if result["kind"] == "done" else 1


def on_signal(number, _frame):
    raise Stop("cancelled", "Ended by signal %d." % number)


def measure(folder, request, topology, result):
    """Fills the result's wallMs, one for each inference after the first `warmUp` ones."""
    write_progress(folder, "loading TensorFlow", 0, 0)
    numpy, tensorflow = load_tensorflow()
    result["software"]["tensorflow"] = str(tensorflow.__version__)
    result["software"]["gpus"] = gpus_of(tensorflow)
    stop_if_cancelled(folder)
    write_progress(folder, "building the network", 0, 0)
    infer = build(tensorflow, topology, request)
    images = random_inputs(numpy, request)
    warm_up, runs = request["warmUp"], request["runs"]
    marks = Marks()
    marks.begin_recording()
    try:
        for index in range(warm_up + runs):
            stop_if_cancelled(folder)
            if index % PROGRESS_STEP == 0:
                write_progress(folder, "warming up" if index < warm_up else "measuring", index, warm_up + runs)
            given = images[index % len(images)]
            marks.open("latency-lens %s %d" % ("warm-up" if index < warm_up else "run", index))
            begin = time.perf_counter()
            infer(given)
            elapsed = time.perf_counter() - begin
            marks.close()
            if index >= warm_up:
                result["wallMs"].append(round(elapsed * 1e3, 6))
    finally:
        marks.end_recording()
    write_progress(folder, "writing the recording", warm_up + runs, warm_up + runs)


def load_tensorflow():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    # From TensorFlow 2.16 on tf.keras is Keras 3, which reads other topologies; tf_keras, where it is installed, is Keras 2.
    if importlib.util.find_spec("tf_keras") is not None:
        os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")
    try:
        import numpy
        import tensorflow
    except ImportError as error:
        raise Stop("no tensorflow", "This Python (%s) has no TensorFlow: %s." % (sys.executable, str(error).rstrip(".")))
    return numpy, tensorflow


def gpus_of(tensorflow):
    """How many TensorFlow sees; null where this version does not tell without starting them."""
    try:
        return len(tensorflow.config.experimental.list_physical_devices("GPU"))
    except AttributeError:
        return None


def refuse_code(node):
    """Without recursion: how deep the file nests is not in our hands."""
    pending = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            name = part.get("class_name")
            if name in LAYERS_WITH_CODE:
                raise Stop("carries code", "The topology has a %s layer. That is code, and this runner runs none." % name)
            pending.extend(part.values())
        elif isinstance(part, list):
            pending.extend(part)


def random_inputs(numpy, request):
    """Arrays of float32 between 0 and 1 with a batch of one, several of them where they are not too large."""
    shapes = [[1] + list(shape) for shape in request["inputShapes"]]
    size = 0
    for shape in shapes:
        elements = 4
        for side in shape:
            elements *= side
        size += elements
    count = max(1, min(MOST_INPUTS, MOST_INPUT_BYTES // max(size, 1)))
    random = numpy.random.RandomState(request["seed"])
    return [[random.rand(*shape).astype("float32") for shape in shapes] for _ in range(count)]


def build(tensorflow, topology, request):
    """A function that runs one inference on a list of arrays and waits for its results to be back in the host's memory."""
    if int(tensorflow.__version__.split(".")[0]) >= 2:
        return build_function(tensorflow, topology, request)
    return build_session(tensorflow, topology, request)


def build_function(tensorflow, topology, request):
    tensorflow.random.set_seed(request["seed"])
    for gpu in tensorflow.config.experimental.list_physical_devices("GPU"):
        tensorflow.config.experimental.set_memory_growth(gpu, True)
    model = read_model(tensorflow, topology)
    check_inputs(model, request)
    shapes = [tensorflow.TensorSpec([1] + list(shape), tensorflow.float32) for shape in request["inputShapes"]]
    function = tensorflow.function(lambda *tensors: model(tensors[0] if len(tensors) == 1 else list(tensors), training=False))
    traced = function.get_concrete_function(*shapes)

    def infer(arrays):
        given = [tensorflow.constant(array) for array in arrays]
        return [tensor.numpy() for tensor in flat(traced(*given))]

    return infer


def build_session(tensorflow, topology, request):
    """A frozen graph, as the published measurements ran it."""
    keras = tensorflow.keras
    options = tensorflow.ConfigProto()
    options.gpu_options.allow_growth = True
    with tensorflow.Session(graph=tensorflow.Graph(), config=options) as session:
        keras.backend.set_session(session)
        # It belongs to the graph: set outside, batch normalisation would become a condition that cannot be frozen.
        keras.backend.set_learning_phase(0)
        tensorflow.set_random_seed(request["seed"])
        model = read_model(tensorflow, topology)
        check_inputs(model, request)
        session.run(tensorflow.global_variables_initializer())
        sources = [tensor.name for tensor in model.inputs]
        targets = [tensor.name for tensor in model.outputs]
        kept = [name.split(":")[0] for name in targets]
        frozen = tensorflow.graph_util.convert_variables_to_constants(session, session.graph_def, kept)
    graph = tensorflow.Graph()
    with graph.as_default():
        tensorflow.import_graph_def(frozen, name="")
    running = tensorflow.Session(graph=graph, config=options)
    return lambda arrays: running.run(targets, dict(zip(sources, arrays)))


def read_model(tensorflow, topology):
    try:
        return tensorflow.keras.models.model_from_json(json.dumps(topology), custom_objects=own_layers(tensorflow))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        version = tensorflow.__version__
        raise Stop("topology", "TensorFlow %s on the board cannot build this network: %s" % (version, first_line(str(error))))


def own_layers(tensorflow):
    """What networks do with a number, and Keras has no layer for. A layer names one of these functions; it brings none."""
    math = tensorflow.math

    def with_number(operate):
        return lambda x, number, number_first: operate(number, x) if number_first else operate(x, number)

    functions = {
        "add": with_number(lambda x, y: x + y),
        "subtract": with_number(lambda x, y: x - y),
        "multiply": with_number(lambda x, y: x * y),
        "divide": with_number(lambda x, y: x / y),
        "pow": with_number(lambda x, y: x ** y),
        "maximum": with_number(tensorflow.maximum),
        "minimum": with_number(tensorflow.minimum),
    }
    for name in ("abs", "exp", "log", "negative", "rsqrt", "sqrt", "square"):
        functions[name] = lambda x, _number, _first, apply=getattr(math, name): apply(x)

    class LatencyLensArithmetic(tensorflow.keras.layers.Layer):
        def __init__(self, function, number=None, number_first=False, **options):
            super(LatencyLensArithmetic, self).__init__(**options)
            if function not in functions:
                raise ValueError("there is no function %s" % function)
            self.settings = {"function": function, "number": number, "number_first": number_first}

        def call(self, inputs):
            return functions[self.settings["function"]](inputs, self.settings["number"], self.settings["number_first"])

        def get_config(self):
            return dict(super(LatencyLensArithmetic, self).get_config(), **self.settings)

    return {"LatencyLensArithmetic": LatencyLensArithmetic}


def check_inputs(model, request):
    own = [[side for side in tensor.shape][1:] for tensor in model.inputs]
    own = [[getattr(side, "value", side) for side in shape] for shape in own]  # TensorFlow 1 has Dimension objects.
    if own != [list(shape) for shape in request["inputShapes"]]:
        raise Stop("topology", "The topology is for inputs of %s, the request for %s." % (own, request["inputShapes"]))


def flat(value):
    if isinstance(value, dict):
        value = list(value.values())
    return [part for item in value for part in flat(item)] if isinstance(value, (list, tuple)) else [value]


class Marks(object):
    """NVTX ranges around inferences and the switch of the profiler, where the board has these libraries; else nothing happens."""

    def __init__(self):
        folders = ("", "/usr/local/cuda/lib64/", "/usr/local/cuda/targets/aarch64-linux/lib/")
        self.ranges = library([folder + name for folder in folders for name in ("libnvToolsExt.so.1", "libnvToolsExt.so")])
        self.profiler = library([folder + name for folder in folders for name in ("libcudart.so", "libcudart.so.1")])

    def open(self, name):
        if self.ranges is not None:
            self.ranges.nvtxRangePushA(ctypes.c_char_p(name.encode("ascii")))

    def close(self):
        if self.ranges is not None:
            self.ranges.nvtxRangePop()

    def begin_recording(self):
        if self.profiler is not None:
            self.profiler.cudaProfilerStart()

    def end_recording(self):
        if self.profiler is not None:
            self.profiler.cudaProfilerStop()


def library(names):
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return None


def kind_of(error):
    text = "%s %s" % (type(error).__name__, error)
    signs = ("ResourceExhausted", "OOM when allocating", "CUDA_ERROR_OUT_OF_MEMORY", "out of memory", "failed to allocate")
    return "out of memory" if any(sign in text for sign in signs) else "crashed"


def sentence_of(error):
    return "%s: %s" % (type(error).__name__, first_line(str(error)))


def first_line(text):
    """TensorFlow puts the line that matters below the calls that led to it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    lines = [line for line in lines if not line.endswith("in user code:") and not line.startswith("File ")]
    return lines[0][:400] if lines else ""


def stop_if_cancelled(folder):
    if os.path.exists(os.path.join(folder, "cancel")):
        raise Stop("cancelled", "Cancelled.")


def write_progress(folder, phase, done, of):
    write_whole(folder, "progress.json", {"phase": phase, "done": done, "of": of})


def read_json(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return json.loads(file.read().decode("utf-8"))


def write_whole(folder, name, value):
    """Under another name first: who looks sees the old file or the new one."""
    partial = os.path.join(folder, "%s.%d.part" % (name, os.getpid()))
    with open(partial, "w") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, os.path.join(folder, name))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
