"""What operations works out in the background."""
