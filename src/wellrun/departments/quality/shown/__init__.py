"""How things are shown: tables, pictures, words."""
