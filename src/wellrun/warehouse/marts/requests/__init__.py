"""What is asked of those who clean, carry and mend."""
