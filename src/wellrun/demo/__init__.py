"""The demonstration facility: a story told as feed files in standard formats."""
