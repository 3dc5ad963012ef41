"""One Django app for each department; they never import one another."""
