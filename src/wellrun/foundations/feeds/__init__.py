"""The front door: arrivals, checks, quarantine, mending and replay."""
