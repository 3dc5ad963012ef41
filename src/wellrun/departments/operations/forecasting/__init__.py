"""What to expect of wards and of the emergency department, by day, with its range and what was missed before."""
