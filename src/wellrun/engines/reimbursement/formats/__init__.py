"""Files that contracts and fee tables come in."""
