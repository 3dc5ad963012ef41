"""Actions promised: how many wait, how many are late."""
