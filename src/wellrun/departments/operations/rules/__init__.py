"""What operations decides, on plain values."""
