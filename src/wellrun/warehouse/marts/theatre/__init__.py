"""What theatres do with their time."""
