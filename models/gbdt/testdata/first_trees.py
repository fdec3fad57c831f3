"""Writes first_trees.csv and first_trees.model.txt: three trees of LightGBM.

Run: python first_trees.py    (numpy, lightgbm; the version is printed)

The rows have clear gains, so that rounding does not decide between splits.
"""

import lightgbm as lgb
import numpy as np

print("lightgbm", lgb.__version__, "numpy", np.__version__)
rng = np.random.default_rng(5)
n = 1500
share = np.round(rng.uniform(0, 1, n), 2)
balance = np.round(rng.normal(0, 3, n), 1)
balance[rng.uniform(size=n) < 0.3] = 0
gap = np.round(rng.exponential(20, n), 1)
gap[rng.uniform(size=n) < 0.25] = np.nan
count = rng.poisson(3, n).astype(float)
region = rng.choice(12, n, p=np.array([30, 20, 15, 10, 8, 6, 4, 3, 1.5, 1, 1, 0.5]) / 100).astype(float)
kind = rng.integers(0, 3, n).astype(float)
margin = (
    2 * share
    - 0.3 * balance
    + np.where(np.isnan(gap), 1.5, 0.03 * np.nan_to_num(gap))
    - 0.4 * count
    + np.array([0, 1, -1, 2, -2, 0.5, -0.5, 1.5, 0, 1, -1, 0])[region.astype(int)]
    + np.array([0, -1.2, 0.6])[kind.astype(int)]
)
y = (rng.uniform(size=n) < 1 / (1 + np.exp(-margin))).astype(int)
x = np.column_stack([share, balance, gap, count, region, kind]).astype(np.float32)
data = lgb.Dataset(
    x.astype(np.float64),
    y,
    feature_name=["share", "balance", "gap", "count", "region", "kind"],
    categorical_feature=["region", "kind"],
    params={"feature_pre_filter": False, "enable_bundle": False, "max_bin": 255},
)
model = lgb.train(
    {
        "objective": "binary",
        "num_leaves": 15,
        "learning_rate": 0.1,
        "min_data_in_leaf": 20,
        "lambda_l2": 1.0,
        "min_data_per_group": 20,
        "num_threads": 1,
        "force_col_wise": True,
        "deterministic": True,
        "verbose": -1,
    },
    data,
    num_boost_round=3,
)
model.save_model("first_trees.model.txt")
with open("first_trees.csv", "w") as f:
    for row, label in zip(x, y):
        f.write(",".join("" if np.isnan(v) else repr(float(v)) for v in row) + f",{label}\n")
