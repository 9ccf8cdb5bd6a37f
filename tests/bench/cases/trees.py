"""XGBoost and scikit-learn for trees.ts: answers every line with the seconds of one fit and its error, on one thread.

python3 trees.py FOLDER: reads table.bin (rows x columns, doubles) and targets.bin from it. A line is a JSON object.
"""
import json
import pathlib
import sys
import time

import numpy as np
import xgboost
from sklearn.ensemble import RandomForestRegressor


def boosting(table, target, bins, trees):
    settings = {"tree_method": "hist", "max_depth": 6, "eta": 0.05, "lambda": 1, "min_child_weight": 1}
    matrix = xgboost.DMatrix(table, target, nthread=1)
    model = xgboost.train({**settings, "max_bin": bins, "nthread": 1, "verbosity": 0}, matrix, trees)
    return lambda rows: model.predict(xgboost.DMatrix(rows, nthread=1))


def forest(table, target, trees):
    return RandomForestRegressor(trees, n_jobs=1, random_state=0).fit(table, target).predict


folder = pathlib.Path(sys.argv[1])
targets = np.fromfile(folder / "targets.bin")
table = np.fromfile(folder / "table.bin").reshape(len(targets), -1)
fits = {"boosting": boosting, "forest": forest}
print(json.dumps({"xgboost": xgboost.__version__}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    kind, rows = request.pop("kind"), request.pop("rows")
    start = time.perf_counter()
    predict = fits[kind](table[:rows], targets[:rows], **request)
    seconds = time.perf_counter() - start
    held = slice(len(targets) - 10_000, None)
    error = float(np.sqrt(np.mean((predict(table[held]) - targets[held]) ** 2)))
    print(json.dumps({"seconds": seconds, "error": error}), flush=True)
