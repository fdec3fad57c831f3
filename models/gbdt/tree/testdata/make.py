"""Trains the fixtures of this folder with the real LightGBM.

    python make.py                    # writes <name>.txt, <name>.json, refused/<name>.txt
    python make.py categorical v3_3   # writes v3_3.txt, v3_3.json alone: for an older version
    python make.py trained_here       # writes trained_here.json alone, for a text of ours

Needs lightgbm, numpy and pandas. The version that wrote a fixture is in its JSON
file. Everything is seeded and runs on one thread, so the same version writes the
same bytes.
"""

import json
import math
import os
import re
import sys

import lightgbm as lgb
import numpy as np
import pandas as pd

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROWS = 600  # training rows of a fixture
ZERO = 1.0000000180025095e-35  # up to here LightGBM takes a value for zero
# LightGBM's predictor turns values up to ZERO into 0 before any tree sees them, but
# its binning has -ZERO left of the threshold -ZERO. The definition here compares the
# value itself, so this one value is left out.
UNDECIDED = -ZERO


def data(seed, categorical=False):
    """Five numeric columns with zeros and gaps, or three and two categorical."""
    rng = np.random.default_rng(seed)
    x = np.empty((ROWS, 5))
    x[:, 0] = rng.normal(size=ROWS)
    x[:, 1] = np.where(rng.random(ROWS) < 0.4, 0.0, rng.normal(size=ROWS))
    x[:, 2] = rng.integers(0, 12, ROWS)
    x[:, 3] = np.exp(rng.normal(size=ROWS) * 3)
    x[:, 4] = rng.random(ROWS)
    score = x[:, 0] + np.where(x[:, 1] == 0, -0.5, x[:, 1]) + 0.2 * (x[:, 2] - 6) - x[:, 4]
    if categorical:
        x[:, 3] = rng.integers(0, 3, ROWS)
        x[:, 4] = rng.integers(0, 60, ROWS) ** 2 % 511  # ids far apart
        effect = rng.normal(size=512)
        score = x[:, 0] + effect[x[:, 3].astype(int)] + 2 * effect[x[:, 4].astype(int)]
    x[rng.random(ROWS) < 0.15, 0] = np.nan
    x[rng.random(ROWS) < 0.05, 2] = np.nan
    if categorical:
        x[rng.random(ROWS) < 0.05, 3] = np.nan
    y = (rng.random(ROWS) < 1 / (1 + np.exp(-score))).astype(float)
    return x, y, rng.random(ROWS) * 2


BASE = {
    "objective": "binary", "verbosity": -1, "num_threads": 1, "seed": 3,
    "deterministic": True, "force_col_wise": True, "num_leaves": 8,
    "min_data_in_leaf": 10, "learning_rate": 0.2,
}

# name: (parameters, trees, settings of the training data)
CASES = {
    "numeric": ({}, 6, {}),
    "zero_as_missing": ({"zero_as_missing": True}, 6, {}),
    "no_missing": ({"use_missing": False}, 6, {}),
    "categorical": ({"min_data_per_group": 10, "cat_smooth": 2}, 6, {"categorical": True}),
    "one_hot": ({"max_cat_to_onehot": 100, "min_data_per_group": 1}, 6, {"categorical": True}),
    "monotone": ({"monotone_constraints": [1, 0, -1, 0, 1]}, 6, {}),
    "forest": ({"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6,
                "feature_fraction": 0.6}, 5, {}),
    # Splits are dear, so that some trees of the forest are a single leaf.
    "forest_stumps": ({"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.2,
                       "feature_fraction": 0.3, "min_gain_to_split": 6.0}, 8, {}),
    "no_average": ({"boost_from_average": False}, 4, {}),
    "weighted": ({"lambda_l1": 0.5, "lambda_l2": 2.0}, 4, {"weighted": True}),
    "sigmoid": ({"sigmoid": 0.7}, 4, {}),
    "coarse": ({"max_bin": 4}, 4, {}),
    "deep": ({"num_leaves": 64, "min_data_in_leaf": 1, "min_sum_hessian_in_leaf": 0}, 3, {}),
    "one_leaf": ({"min_data_in_leaf": 400}, 3, {}),
    "dart": ({"boosting": "dart", "drop_rate": 0.5}, 6, {}),
    "goss": ({"data_sample_strategy": "goss", "path_smooth": 5.0}, 8, {}),
    "names": ({}, 2, {"names": ["days since order", "spend€", "größe", "a/b(c)", "x=1"]}),
    "pandas": ({}, 2, {"pandas": True}),
}

# Models that the reader has to refuse.
REFUSED = {
    "linear": ({"linear_tree": True}, 2, {}),
    "multiclass": ({"objective": "multiclass", "num_class": 3}, 2, {"label": "classes"}),
    "regression": ({"objective": "regression"}, 2, {}),
    "lambdarank": ({"objective": "lambdarank"}, 2, {"label": "ranks"}),
    "custom": ({"objective": "none"}, 2, {"custom": True}),
    "pandas_categories": ({}, 2, {"pandas": True, "categorical": True}),
}


def log_loss(predictions, train):
    p = 1 / (1 + np.exp(-predictions))
    return p - train.get_label(), p * (1 - p)


def train(parameters, trees, settings, seed):
    categorical = settings.get("categorical", False)
    x, y, w = data(seed, categorical)
    frame = x
    columns = [3, 4] if categorical else "auto"
    if settings.get("pandas"):
        frame = pd.DataFrame(x, columns=["recency", "spend", "orders", "channel", "region"])
        if categorical:
            frame["channel"] = frame["channel"].map({0: "shop", 1: "web", 2: "phone"}).astype("category")
            columns = "auto"
    group = None
    if settings.get("label") == "classes":
        y = np.arange(ROWS) % 3
    if settings.get("label") == "ranks":
        y, group = y.astype(int), [ROWS // 10] * 10
    p = {**BASE, **parameters}
    if settings.get("custom"):
        p["objective"] = log_loss
    names = settings.get("names", "auto")
    train_set = lgb.Dataset(frame, y, weight=w if settings.get("weighted") else None, group=group,
                            feature_name=names, categorical_feature=columns, params=p)
    return lgb.train(p, train_set, trees), x


def probes(text, x, categorical):
    """Rows on and beside every threshold, and what no training row held."""
    rng = np.random.default_rng(99)
    rows = [r.copy() for r in x[:40]]
    thresholds = {}
    for block in re.findall(r"Tree=\d+\n.*?\n\n", text, re.S):
        fields = dict(line.split("=", 1) for line in block.strip().split("\n"))
        for f, t, d in zip(fields["split_feature"].split(), fields["threshold"].split(),
                           fields["decision_type"].split()):
            if not int(d) & 1:
                thresholds.setdefault(int(f), set()).add(float(t))
    for f in sorted(thresholds):
        values = sorted(thresholds[f])
        for t in rng.permutation(values)[:12]:
            for v in (np.nextafter(t, -math.inf), t, np.nextafter(t, math.inf)):
                r = x[rng.integers(len(x))].copy()
                r[f] = v
                if v != UNDECIDED:
                    rows.append(r)
    odd = [math.nan, 0.0, -0.0, 1e-35, -1e-35, 2e-35, -2e-35, ZERO, np.nextafter(ZERO, 1),
           -np.nextafter(ZERO, 1), 1e-300, -1e-300, math.inf, -math.inf, 1e300, -1e300]
    for f in range(x.shape[1]):
        cells = list(odd)
        if categorical and f >= 3:
            # LightGBM turns a category into an int32: what does not fit is undefined
            # there, and left out here.
            cells = [math.nan, 0.0, -0.0, -0.5, -1, -7, 0.999, 1.5, 2, 3, 4.9, 31, 32, 511, 512, 1000, 2**30]
        for v in cells:
            r = x[rng.integers(len(x))].copy()
            r[f] = v
            rows.append(r)
    rows.append(np.full(x.shape[1], math.nan))
    rows.append(np.zeros(x.shape[1]))
    return np.array(rows)


def cell(v):
    if math.isnan(v):
        return "nan"
    if math.isinf(v):
        return "inf" if v > 0 else "-inf"
    return repr(float(v))


def write(name, seed, to):
    parameters, trees, settings = CASES[name]
    model, x = train(parameters, trees, settings, seed)
    model.save_model(os.path.join(FOLDER, to + ".txt"))
    ask(to, x, settings.get("categorical", False))


def ask(name, x, categorical):
    """Writes what LightGBM says of <name>.txt."""
    path = os.path.join(FOLDER, name + ".txt")
    loaded = lgb.Booster(model_file=path)
    with open(path, encoding="utf-8", newline="") as f:
        rows = probes(f.read(), x, categorical)
    raw = loaded.predict(rows, raw_score=True, num_threads=1)
    contributions = loaded.predict(rows, pred_contrib=True, num_threads=1)
    out = {
        "lightgbm": lgb.__version__,
        "features": loaded.feature_name(),
        "importance_gain": loaded.feature_importance("gain").tolist(),
        "importance_split": loaded.feature_importance("split").tolist(),
        "rows": [",".join(cell(v) for v in r) for r in rows],
        "raw": raw.tolist(),
        "probability": loaded.predict(rows, num_threads=1).tolist(),
        "contributions": contributions.tolist(),
    }
    with open(os.path.join(FOLDER, name + ".json"), "w", encoding="utf-8") as f:
        # One row a line keeps differences readable.
        parts = []
        for key, value in out.items():
            if isinstance(value, list) and key != "features":
                items = ",\n  ".join(json.dumps(v, ensure_ascii=False) for v in value)
                parts.append(f'"{key}": [\n  {items}\n ]')
            else:
                parts.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
        f.write("{\n " + ",\n ".join(parts) + "\n}\n")
    gap = np.abs(contributions.sum(axis=1) - raw).max()
    print(f"{name}: {len(rows)} rows, {loaded.num_trees()} trees, "
          f"contributions differ from the margin by {gap:.2g}", file=sys.stderr)


def main():
    if len(sys.argv) == 2:
        ask(sys.argv[1], data(50, categorical=True)[0], True)
        return
    if len(sys.argv) == 3:
        write(sys.argv[1], 50, sys.argv[2])
        return
    for seed, name in enumerate(CASES):
        write(name, seed, name)
    os.makedirs(os.path.join(FOLDER, "refused"), exist_ok=True)
    for seed, name in enumerate(REFUSED):
        model, _ = train(*REFUSED[name], 100 + seed)
        model.save_model(os.path.join(FOLDER, "refused", name + ".txt"))


if __name__ == "__main__":
    main()
