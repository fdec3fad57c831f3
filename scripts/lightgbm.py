"""The Python half of scripts/lightgbm.

    python lightgbm.py train FOLDER     makes data and trains LightGBM's models
    python lightgbm.py compare FOLDER   holds both sides against each other

Between the two, TestAgainstPython in models/gbdt/tree trains and predicts in Go.
FOLDER/<case> then holds train.csv (label, weight, features), test.csv (features),
theirs.txt and theirs.csv of LightGBM, ours.txt and ours.csv of Go, and here.csv:
theirs.txt as Go predicts with it. The tables of predictions have the columns
margin, probability, the contribution of each feature, the base.
"""

import json
import math
import os
import sys

# This file has the name of the package: keep its folder off the path.
sys.path = [p for p in sys.path if os.path.abspath(p or ".") != os.path.dirname(os.path.abspath(__file__))]

import lightgbm as lgb  # noqa: E402
import numpy as np  # noqa: E402

TRAIN, TEST = 4000, 400
NAMES = ["days_since_order", "spend_90d", "orders", "gap", "share", "channel", "region"]
MARGIN, CONTRIBUTION = 1e-9, 1e-6

BASE = {
    "num_iterations": 40, "learning_rate": 0.1, "num_leaves": 31, "min_data_in_leaf": 20,
    "lambda_l2": 1.0, "data_sample_strategy": "none",
}
CATEGORICAL = {"categorical_feature": ["channel", "region"], "min_data_per_group": 30}

# case: (options of both sides, what only LightGBM gets, constraints, weights, rows of training)
CASES = {
    "numeric": ({}, {}, None, False, TRAIN),
    "categorical": (CATEGORICAL, {}, None, False, TRAIN),
    "one_hot": ({**CATEGORICAL, "max_cat_to_onehot": 255}, {}, None, False, TRAIN),
    "monotone": ({}, {}, [1, -1, 0, 0, 1, 0, 0], False, TRAIN),
    "weighted": ({"lambda_l1": 0.5}, {}, None, True, TRAIN),
    "coarse": ({"max_bin": 7, "num_leaves": 8}, {}, None, False, TRAIN),
    "deep": ({"num_leaves": 400, "min_data_in_leaf": 1}, {}, None, False, TRAIN),
    "sampled": ({"data_sample_strategy": "mvs", "sample_from_rows": 100}, {"data_sample_strategy": "goss"},
                None, False, TRAIN),
    "bagged": ({"data_sample_strategy": "bagging", "bagging_fraction": 0.5, "sample_from_rows": 100},
               {"bagging_freq": 1}, None, False, TRAIN),
    "few_rows": ({}, {}, None, False, 30),
    # What Go cannot train, it still reads.
    "zero_as_missing": ({}, {"zero_as_missing": True}, None, False, TRAIN),
    "no_missing": ({}, {"use_missing": False}, None, False, TRAIN),
    "forest": (CATEGORICAL, {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}, None, False, TRAIN),
    "dart": ({}, {"boosting": "dart"}, None, False, TRAIN),
    "slope": ({}, {"sigmoid": 1 / 3}, None, False, TRAIN),
}


def rows(rng, n):
    """Columns like those of customers: counts, money, gaps, categories."""
    x = np.empty((n, len(NAMES)))
    x[:, 0] = rng.integers(0, 400, n)
    x[:, 1] = np.where(rng.random(n) < 0.3, 0, np.exp(rng.normal(size=n) * 2 + 3))
    x[:, 2] = rng.poisson(3, n)
    x[:, 3] = rng.normal(size=n)
    x[:, 4] = rng.random(n)
    x[:, 5] = rng.integers(0, 4, n)
    x[:, 6] = np.floor(rng.exponential(40, n))
    effect = np.random.default_rng(1).normal(size=1000)
    score = x[:, 0] / 100 - np.log1p(x[:, 1]) / 2 + x[:, 3] * x[:, 4] + effect[x[:, 5].astype(int)]
    score += effect[x[:, 6].astype(int)] - 0.5
    y = rng.random(n) < 1 / (1 + np.exp(-score))
    for f, share in ((1, 0.1), (3, 0.3), (6, 0.05)):
        x[rng.random(n) < share, f] = math.nan
    return x, y.astype(float)


def odd(x, thresholds):
    """Values on and beside thresholds, and what training never held."""
    rng = np.random.default_rng(5)
    out = []

    def put(f, v):
        r = x[rng.integers(len(x))].copy()
        r[f] = v
        out.append(r)

    for f, values in thresholds.items():
        for t in values:
            for v in (np.nextafter(t, -math.inf), t, np.nextafter(t, math.inf)):
                if v != -1.0000000180025095e-35:  # see models/gbdt/tree/testdata/README.md
                    put(f, v)
    for f in range(5):
        for v in (math.nan, 0.0, -0.0, 1e-35, -1e-35, 1e-300, math.inf, -math.inf, 1e300, -1e300):
            put(f, v)
    for f in (5, 6):
        for v in (math.nan, 0, -0.5, -1, -8, 2.5, 31, 32, 999, 2**20, 2**30):
            put(f, v)
    out.append(np.full(x.shape[1], math.nan))
    return np.array(out)


def thresholds_of(model):
    """Up to 40 thresholds of each feature that is not categorical."""
    found = {}
    frame = model.trees_to_dataframe()
    frame = frame[(frame["decision_type"] == "<=") & frame["split_feature"].notna()]
    for f, t in zip(frame["split_feature"], frame["threshold"]):
        found.setdefault(NAMES.index(f), set()).add(float(t))
    return {f: sorted(v)[:: 1 + len(v) // 40] for f, v in sorted(found.items())}


def predictions(model, x):
    """LightGBM's table, with means over the trees for forests, as Go has them."""
    scale = 1.0
    if "\naverage_output\n" in model.model_to_string():
        scale = 1.0 / model.num_trees()
    return np.column_stack([
        model.predict(x, raw_score=True) * scale, model.predict(x), model.predict(x, pred_contrib=True) * scale,
    ])


def save(path, table):
    np.savetxt(path, table, fmt="%.17g", delimiter=",")


def train(folder):
    cases = []
    for seed, (name, (options, only, monotone, weighted, n)) in enumerate(CASES.items()):
        rng = np.random.default_rng(seed)
        x, y = rows(rng, n)
        w = rng.random(n) * 2 if weighted else np.ones(n)
        options = {**BASE, **options}
        theirs = {"objective": "binary", "verbosity": -1, "seed": 1, "num_threads": 2, **options, **only}
        theirs = {k: v for k, v in theirs.items() if not (k == "data_sample_strategy" and v in ("none", "mvs"))}
        if monotone:
            theirs["monotone_constraints"] = monotone
        columns = theirs.pop("categorical_feature", "auto")
        data = lgb.Dataset(x, y, weight=w, feature_name=NAMES, categorical_feature=columns, params=theirs)
        model = lgb.train(theirs, data)
        path = os.path.join(folder, name)
        os.makedirs(path)
        test = np.vstack([rows(rng, TEST)[0], odd(x, thresholds_of(model))])
        save(os.path.join(path, "train.csv"), np.column_stack([y, w, x]))
        save(os.path.join(path, "test.csv"), test)
        model.save_model(os.path.join(path, "theirs.txt"))
        save(os.path.join(path, "theirs.csv"), predictions(model, test))
        cases.append({"name": name, "options": options, "features": NAMES, "monotone": monotone})
    with open(os.path.join(folder, "cases.json"), "w", encoding="utf-8") as f:
        json.dump(cases, f)


def gap(a, b):
    """Largest differences of margins and probabilities, and of contributions."""
    d = np.abs(a - b)
    d[np.isnan(d)] = math.inf
    return d[:, :2].max(), d[:, 2:].max()


def load(folder, name, table):
    return np.loadtxt(os.path.join(folder, name, table), delimiter=",", ndmin=2)


def goes_on(model, table):
    """Trains one more tree on top of a model, which LightGBM reads more strictly."""
    data = lgb.Dataset(table[:, 2:], table[:, 0], feature_name=NAMES, free_raw_data=False)
    try:
        longer = lgb.train({"objective": "binary", "verbosity": -1, "min_data_in_leaf": 2}, data, 1, init_model=model)
    except lgb.basic.LightGBMError as err:
        return str(err)
    more = longer.num_trees() - model.num_trees()
    return "" if more == 1 else f"{more} trees more"


def compare(folder):
    print(f"lightgbm {lgb.__version__}, numpy {np.__version__}, python {sys.version.split()[0]}")
    print(f"{'largest difference':<20}{'trained here, asked there':>32}{'trained there, asked here':>32}")
    print(f"{'':<20}{'margin':>20}{'reasons':>12}{'margin':>20}{'reasons':>12}")
    wrong = []
    for name in CASES:
        test = load(folder, name, "test.csv")
        ours = lgb.Booster(model_file=os.path.join(folder, name, "ours.txt"))
        figures = []
        for side, a, b in (
            ("trained here", predictions(ours, test), load(folder, name, "ours.csv")),
            ("trained there", load(folder, name, "theirs.csv"), load(folder, name, "here.csv")),
        ):
            margin, contribution = gap(a, b)
            figures += [f"{margin:.1e}", f"{contribution:.1e}"]
            if not (margin <= MARGIN and contribution <= CONTRIBUTION):
                row = int(np.abs(a - b)[:, 0].argmax())
                wrong.append(f"{name}, {side}: row {row} {test[row].tolist()}: LightGBM {a[row, 0]!r}, Go {b[row, 0]!r}")
        print(f"{name:<20}{figures[0]:>20}{figures[1]:>12}{figures[2]:>20}{figures[3]:>12}")
        problem = goes_on(ours, load(folder, name, "train.csv"))
        if problem:
            wrong.append(f"{name}: LightGBM cannot go on training our model: {problem}")
    for line in wrong:
        print("differs:", line)
    return 1 if wrong else 0


if __name__ == "__main__":
    step, where = sys.argv[1:]
    sys.exit(train(where) if step == "train" else compare(where))
