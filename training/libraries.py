"""Boosters of others beside our own (`boosting`), for `train_cleaning --library`: the same rows, labels and weights, the same number of
trees and leaves, the same step.

Their trees are not symmetric, so the reader of the committed weights cannot read them: they are for comparison only, and the package needs
none of them (`pip install -e '.[training]'` brings them).
"""

from collections.abc import Callable
from functools import partial

from newsbeam.transforms.core.cleaning import boosted_trees
from newsbeam.transforms.core.cleaning.boosted_trees import Rows, Trees
from training import boosting

Model = Trees | Callable[[Rows], Rows]
"""What has been grown: our trees, or what gives the log-odds of rows."""
Fit = Callable[[Rows, Rows, Rows], Model]
"""Rows (lines x numbers), labels (0 or 1), what each line counts -> a model."""
Models = dict[str, tuple[Model, tuple[str, ...]]]
"""Models by name, each with the names of the numbers that it asks about."""
LEAVES = 2**boosting.DEPTH
LEAST = 20
"""Lines in a leaf, as both libraries have it by default."""
_own_log_odds = boosted_trees.log_odds


def log_odds(model: Model, rows: Rows) -> Rows:
    """In place of `boosted_trees.log_odds` while models of several kinds are compared."""
    return _own_log_odds(model, rows) if isinstance(model, Trees) else model(rows)


def fit_lightgbm(rows: Rows, labels: Rows, weights: Rows, seed: int = 0) -> Model:
    """LightGBM, one thread, deterministic."""
    import lightgbm

    settings = {
        "objective": "binary",
        "learning_rate": boosting.RATE,
        "num_leaves": LEAVES,
        "min_data_in_leaf": LEAST,
        "lambda_l2": boosting.L2,
        "bagging_fraction": boosting.LINES,
        "bagging_freq": 1,
        "feature_fraction_bynode": boosting.NUMBERS,
        "seed": seed,
        "num_threads": 1,
        "deterministic": True,
        "force_row_wise": True,
        "verbose": -1,
    }
    data = lightgbm.Dataset(rows, labels, weight=weights / weights.mean(), params={"verbose": -1})
    return partial(lightgbm.train(settings, data, num_boost_round=boosting.TREES).predict, raw_score=True, num_threads=1)


def fit_scikit_learn(rows: Rows, labels: Rows, weights: Rows, seed: int = 0) -> Model:
    """scikit-learn's histogram booster, which knows no share of lines."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        learning_rate=boosting.RATE,
        max_iter=boosting.TREES,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=LEAST,
        l2_regularization=boosting.L2,
        max_features=boosting.NUMBERS,
        early_stopping=False,
        random_state=seed,
    )
    model.fit(rows, labels, weights / weights.mean())
    score: Callable[[Rows], Rows] = model.decision_function
    return score
