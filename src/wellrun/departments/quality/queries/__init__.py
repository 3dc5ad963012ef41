"""What pages of quality read."""
