"""Pages: what a request becomes."""
