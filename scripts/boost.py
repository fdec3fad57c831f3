"""The Python half of scripts/boost.

    python boost.py contenders                       who is installed: name, tab, title
    python boost.py NAME TRAIN TEST COLUMNS THREADS  trains, scores and explains

TRAIN and TEST are the beginnings of the names of files .x.f32 (float32, row by
row) and .y.u8 (0 or 1). The second command prints figures as Go's benchmarks do:
a number, then its unit. Reading the files is not counted.
"""

import importlib
import os
import sys
import time
import warnings

# A file beside this one has the name of a package: keep its folder off the path.
sys.path = [p for p in sys.path if os.path.abspath(p or ".") != os.path.dirname(os.path.abspath(__file__))]
warnings.filterwarnings("ignore")

TREES, RATE, LEAVES = 250, 0.05, 31
EXPLAINED = 2000  # rows: these take a thousandth of a second each

# name: (package, title, options beside those above; all others are the package's own)
CONTENDERS = {
    "xgboost_leaves": ("xgboost", "hist, 31 leaves", {"grow_policy": "lossguide", "max_leaves": LEAVES, "max_depth": 0}),
    "xgboost_depth": ("xgboost", "hist, depth 6", {"max_depth": 6}),
    "lightgbm": ("lightgbm", "31 leaves", {}),
    "lightgbm_goss": ("lightgbm", "31 leaves, goss", {"data_sample_strategy": "goss"}),
}

SPELLED = {"xgboost": "XGBoost", "lightgbm": "LightGBM"}


def train_xgboost(xgb, x, y, options, threads):
    options = {
        "objective": "binary:logistic", "tree_method": "hist", "max_bin": 255, "eta": RATE,
        "nthread": threads, "seed": 0, **options,
    }
    model = xgb.train(options, xgb.QuantileDMatrix(x, y, max_bin=255, nthread=threads), TREES)
    return (
        model.inplace_predict,
        lambda rows: model.predict(xgb.DMatrix(rows, nthread=threads), pred_contribs=True),
    )


def train_lightgbm(lgb, x, y, options, threads):
    options = {
        "objective": "binary", "learning_rate": RATE, "num_leaves": LEAVES,
        "num_threads": threads, "seed": 0, "verbosity": -1, **options,
    }
    model = lgb.train(options, lgb.Dataset(x, y, params=options), TREES)
    return (
        lambda rows: model.predict(rows, num_threads=threads),
        lambda rows: model.predict(rows, num_threads=threads, pred_contrib=True),
    )


def read(np, name, columns):
    x = np.fromfile(name + ".x.f32", dtype="<f4").reshape(-1, columns)
    return x, np.fromfile(name + ".y.u8", dtype=np.uint8).astype(np.float32)


def area_under_curve(np, y, score):
    """Share of pairs of both classes in the right order, ties counting half."""
    values, inverse, count = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[inverse]
    churned = (y == 1).sum()
    return (ranks[y == 1].sum() - churned * (churned + 1) / 2) / (churned * (len(y) - churned))


def best(call, times):
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def run(name, train, test, columns, threads):
    import numpy as np

    package, _, options = CONTENDERS[name]
    library = importlib.import_module(package)
    x, y = read(np, train, columns)
    later, labels = read(np, test, columns)
    wall, processor = time.perf_counter(), time.process_time()
    make = train_xgboost if package == "xgboost" else train_lightgbm
    score, explain = make(library, x, y, options, threads)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    p = np.asarray(score(later), dtype=np.float64)
    figures = {
        "wall-s": wall, "cpu-s": processor,
        "AUC": area_under_curve(np, labels, p),
        "logloss": -np.log(np.abs(1 - labels - p)).mean(),
        "scored/s": len(labels) / best(lambda: score(later), 3),
        "explained/s": min(EXPLAINED, len(labels)) / best(lambda: explain(later[:EXPLAINED]), 1),
    }
    print(name, 1, *(f"{value:.9g} {unit}" for unit, value in figures.items()))


def contenders():
    for name, (package, title, _) in CONTENDERS.items():
        try:
            importlib.import_module("numpy")
            version = importlib.import_module(package).__version__
        except ImportError:
            continue
        print(f"{name}\t{SPELLED[package]} {version}, {title}")


if __name__ == "__main__":
    if sys.argv[1:] == ["contenders"]:
        contenders()
    else:
        name, train, test, columns, threads = sys.argv[1:]
        run(name, train, test, int(columns), int(threads))
