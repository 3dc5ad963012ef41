"""What is entered on pages."""
