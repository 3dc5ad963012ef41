"""Django's own commands, where an installation needs more of them."""
