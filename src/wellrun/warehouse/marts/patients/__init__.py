"""What patients are: sex and age, told only where they are asked for."""
