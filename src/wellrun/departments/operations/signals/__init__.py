"""What of operations stands on the morning page."""
