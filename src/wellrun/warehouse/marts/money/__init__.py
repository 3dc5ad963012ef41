"""What care cost, beside what was done."""
