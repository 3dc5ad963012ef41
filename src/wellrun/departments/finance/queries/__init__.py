"""What finance reads for its pages."""
