"""Hours worked, hours lost, and shifts covered."""
