"""Deaths and returns against what was to be expected: the period they are judged by, the model, how they are judged."""
