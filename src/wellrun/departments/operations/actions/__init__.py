"""What is done in operations."""
