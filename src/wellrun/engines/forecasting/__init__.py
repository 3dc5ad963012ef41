"""How many patients to expect: daily series to a season ahead, hourly ones to a week, and beds needed tonight.

Every figure comes with a range that is measured on the series' own past, and with what earlier forecasts missed.
Deterministic: no chance is used anywhere.
"""
