"""What things are called on pages."""
