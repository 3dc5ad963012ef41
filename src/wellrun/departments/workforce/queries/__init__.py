"""What pages of workforce read."""
