"""Public files that a risk model can be measured on."""
