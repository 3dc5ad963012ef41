"""What patients say: surveys, their scores, comments by theme, and what purchasing makes of the scores."""
