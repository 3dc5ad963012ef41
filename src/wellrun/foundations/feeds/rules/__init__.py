"""What decides about live messages, on plain values."""
