"""What revenue reads."""
