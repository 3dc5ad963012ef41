"""What finance tells the morning."""
