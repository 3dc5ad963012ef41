"""What people do in finance."""
