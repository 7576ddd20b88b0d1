"""XGBoost and scikit-learn on the rows and settings that come as JSON on stdin; milliseconds as JSON on stdout.

Debian: apt-get install python3-xgboost python3-sklearn
"""

import json
import sys
import time


def fastest_ms(call, repeats):
    """Milliseconds; the fastest of many, because other programs only ever add to a time."""
    fastest = float("inf")
    for _ in range(repeats):
        started = time.perf_counter()
        call()
        fastest = min(fastest, time.perf_counter() - started)
    return 1000 * fastest


def xgboost(job, rows, target, row):
    import xgboost

    result = {"version": xgboost.__version__, "train": {}, "rows": {}}
    for device, settings in job["boosted"].items():
        parameters = {
            "tree_method": "exact",
            "nthread": 1,
            "verbosity": 0,
            "base_score": settings["base"],
            "max_depth": settings["maxDepth"],
            "min_child_weight": settings["minChildWeight"],
            "eta": settings["learningRate"],
            "gamma": settings["gamma"],
            "subsample": settings["subsample"],
            "lambda": settings["lambda"],
            "seed": 1,
        }

        def train():
            return xgboost.train(parameters, xgboost.DMatrix(rows, target), settings["rounds"])

        booster = train()
        result["train"][device] = fastest_ms(train, job["trainRepeats"])
        for _ in range(200):
            booster.inplace_predict(row)
        result["rows"][device] = {
            "inplace_predict": fastest_ms(lambda: booster.inplace_predict(row), 2000),
            "predict": fastest_ms(lambda: booster.predict(xgboost.DMatrix(row)), 2000),
        }
    return result


def sklearn(job, rows, target, row):
    import sklearn
    from sklearn.ensemble import RandomForestRegressor

    settings = job["forest"]

    def train():
        forest = RandomForestRegressor(
            n_estimators=settings["trees"],
            max_depth=settings["maxDepth"],
            min_samples_leaf=settings["minLeafRows"],
            min_samples_split=settings["minSplitRows"],
            max_features=settings["splitColumns"] * 1.0,
            bootstrap=settings["bootstrap"],
            n_jobs=1,
            random_state=1,
        )
        return forest.fit(rows, target)

    forest = train()
    return {
        "version": sklearn.__version__,
        "train": fastest_ms(train, job["trainRepeats"]),
        "row": fastest_ms(lambda: forest.predict(row), 100),
    }


def main():
    try:
        import numpy
    except ImportError:
        print(json.dumps({}))
        return
    job = json.load(sys.stdin)
    rows = numpy.array(job["rows"], dtype=numpy.float32)
    target = numpy.array(job["target"], dtype=numpy.float32)
    row = rows[:1]
    result = {}
    for peer in (xgboost, sklearn):
        try:
            result[peer.__name__] = peer(job, rows, target, row)
        except ImportError:
            pass
    print(json.dumps(result))


main()
