"""What quality decides, on plain values."""
