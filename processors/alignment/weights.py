"""The fitted weights of the two logistic scores, as `python -m bench.fit_alignment` wrote them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processors.alignment.tables import read_data


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    features: tuple[str, ...]
    slopes: tuple[float, ...]
    intercept: float

    def probability(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """The logistic of the weighted sum over the last axis."""
        result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-(features @ np.array(self.slopes) + self.intercept)))
        return result


@cache
def load_weights(name: str, *, with_encoder: bool) -> Weights:
    """The weights for both instruments, or for the tables alone."""
    fitted: dict[str, Any] = json.loads(read_data(f"{name}.json"))["both" if with_encoder else "tables"]
    return Weights(features=tuple(fitted["features"]), slopes=tuple(fitted["slopes"]), intercept=fitted["intercept"])
