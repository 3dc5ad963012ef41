"""What finance decides, on plain values."""
