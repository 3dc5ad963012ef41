"""What workforce decides, on plain values."""
