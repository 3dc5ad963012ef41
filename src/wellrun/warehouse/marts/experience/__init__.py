"""What patients answered."""
