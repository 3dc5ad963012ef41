"""Boosted trees as plain numbers: kept as JSON, read without pickle, walked by a few compiled lines.

Learned by scikit-learn's histogram gradient boosting. Its finished trees have no public form, so they are read from
the private one, and what was read must give back scikit-learn's own answers or it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from wellrun.engines.risk.cases import Flags, Floats


class TreesUnreadable(RuntimeError):
    """The trees as read do not answer as scikit-learn does: its inner form has changed."""


@dataclass(frozen=True, kw_only=True)
class Boosting:
    """How trees are grown."""

    trees: int = 250
    learning_rate: float = 0.05
    leaves: int = 12
    smallest_leaf: int = 60
    shrinkage: float = 10.0
    share_of_columns: float = 0.25


@dataclass(frozen=True, kw_only=True)
class Trees:
    """Nodes of all trees one after another; `roots` says where each begins.

    A node with feature -1 is a leaf of that value; else a row goes left where its value is at most the threshold, or
    missing and `missing_left`. The sum of the leaves and `baseline` is the log-odds.
    """

    baseline: float
    roots: tuple[int, ...]
    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    missing_left: tuple[bool, ...]
    value: tuple[float, ...]

    def log_odds(self, matrix: Floats) -> Floats:
        """Log-odds of each row of a matrix with the columns learned from."""
        found: Floats = _walk()(
            np.ascontiguousarray(matrix),
            self.baseline,
            np.asarray(self.roots),
            np.asarray(self.feature),
            np.asarray(self.threshold),
            np.asarray(self.left),
            np.asarray(self.right),
            np.asarray(self.missing_left),
            np.asarray(self.value),
        )
        return found


def grow(matrix: Floats, outcome: Flags, *, directions: tuple[int, ...], how: Boosting, seed: int) -> Trees:
    """Trees for the log-odds of the outcome. Raises TreesUnreadable, see the module."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    # One thread: two that share two busy cores wait for one another, which took up to thirty times as long.
    with threadpool_limits(limits=1):
        grown = HistGradientBoostingClassifier(
            max_iter=how.trees,
            learning_rate=how.learning_rate,
            max_leaf_nodes=how.leaves,
            min_samples_leaf=how.smallest_leaf,
            l2_regularization=how.shrinkage,
            max_features=how.share_of_columns,
            monotonic_cst=list(directions),
            early_stopping=False,
            random_state=seed,
        ).fit(matrix, outcome)
        trees = _read(grown)
        some = matrix[:: max(1, len(matrix) // 500)]
        if not np.allclose(trees.log_odds(some), grown.decision_function(some), rtol=0, atol=1e-9):
            raise TreesUnreadable("The trees do not answer as scikit-learn does. Use the version named in pyproject.")
    return trees


def _read(grown: Any) -> Trees:
    parts: dict[str, list[Any]] = {"feature": [], "threshold": [], "left": [], "right": [], "missing": [], "value": []}
    roots: list[int] = []
    at = 0
    for (tree,) in grown._predictors:
        nodes = tree.nodes
        leaf = nodes["is_leaf"].astype(bool)
        roots.append(at)
        parts["feature"] += np.where(leaf, -1, nodes["feature_idx"]).tolist()
        parts["threshold"] += np.where(leaf, 0.0, nodes["num_threshold"]).tolist()
        parts["left"] += np.where(leaf, 0, nodes["left"].astype(np.int64) + at).tolist()
        parts["right"] += np.where(leaf, 0, nodes["right"].astype(np.int64) + at).tolist()
        parts["missing"] += (nodes["missing_go_to_left"].astype(bool) & ~leaf).tolist()
        parts["value"] += np.where(leaf, nodes["value"], 0.0).tolist()
        at += len(nodes)
    return Trees(
        baseline=float(np.ravel(grown._baseline_prediction)[0]),
        roots=tuple(roots),
        feature=tuple(parts["feature"]),
        threshold=tuple(parts["threshold"]),
        left=tuple(parts["left"]),
        right=tuple(parts["right"]),
        missing_left=tuple(parts["missing"]),
        value=tuple(parts["value"]),
    )


@cache
def _walk() -> Callable[..., Any]:
    """Compiled where first used, so that what only reads scores starts without Numba."""
    import numba

    made: Callable[..., Any] = numba.njit(nogil=True)(_walk_all)
    return made


def _walk_all(
    matrix: Any,
    baseline: float,
    roots: Any,
    feature: Any,
    threshold: Any,
    left: Any,
    right: Any,
    missing_left: Any,
    value: Any,
) -> Any:
    found = np.full(matrix.shape[0], baseline)
    for row in range(matrix.shape[0]):
        for root in roots:
            node = root
            while feature[node] >= 0:
                given = matrix[row, feature[node]]
                goes_left = missing_left[node] if np.isnan(given) else given <= threshold[node]
                node = left[node] if goes_left else right[node]
            found[row] += value[node]
    return found
