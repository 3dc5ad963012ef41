"""Forecasts of a series from several origins by one model of statsforecast.

Knows nothing of ours, so that the interpreter of a peer environment can run it. Argument: the model. Reads JSON from
standard input: values without gaps, origins, horizon. Prints JSON: forecasts by origin, and mean seconds of a fit.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np


def model(name: str):  # type: ignore[no-untyped-def]
    from statsforecast import models

    made = {
        "AutoETS": lambda: models.AutoETS(season_length=7),
        "AutoCES": lambda: models.AutoCES(season_length=7),
        "AutoTheta": lambda: models.AutoTheta(season_length=7),
        "MSTL with ARIMA": lambda: models.MSTL(
            season_length=[7, 365], trend_forecaster=models.AutoARIMA(season_length=1)
        ),
        "AutoARIMA": lambda: models.AutoARIMA(season_length=7),
    }
    return made[name]()


def main() -> None:
    asked = json.load(sys.stdin)
    values = np.array(asked["values"], dtype=np.float64)
    # The first fit compiles.
    model(sys.argv[1]).forecast(y=values[: asked["origins"][0]], h=asked["horizon"])
    start = time.process_time()
    found = [
        model(sys.argv[1]).forecast(y=values[:origin], h=asked["horizon"])["mean"].tolist()
        for origin in asked["origins"]
    ]
    seconds = (time.process_time() - start) / len(asked["origins"])
    print(json.dumps({"forecasts": found, "seconds": seconds}))


if __name__ == "__main__":
    main()
