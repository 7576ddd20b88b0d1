"""Runs the board's runner on folders, in this Python with its own TensorFlow: check.py RUNNER FOLDER... prints a line of JSON for each."""
import importlib.util
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
spec = importlib.util.spec_from_file_location("runner", sys.argv[1])
runner = importlib.util.module_from_spec(spec)
spec.loader.exec_module(runner)
for folder in sys.argv[2:]:
    runner.main(folder)
    with open(os.path.join(folder, "result.json")) as file:
        result = json.load(file)
    parameters = None
    if result["kind"] == "done":
        import tensorflow

        tensorflow.keras.backend.clear_session()
        parameters = runner.read_model(tensorflow, runner.read_json(folder, "model.json")).count_params()
    print(json.dumps({"folder": folder, "result": result, "parameters": parameters}), flush=True)
