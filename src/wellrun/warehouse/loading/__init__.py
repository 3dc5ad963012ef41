"""Files into typed Parquet: arrivals, checks, quarantine, replay. Nothing is lost and nothing is counted twice."""
