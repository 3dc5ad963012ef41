"""What people of quality do."""
