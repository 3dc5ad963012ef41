"""Files that finance people take away."""
