"""What this department tells the morning page."""
