"""What operations reads for its pages."""
