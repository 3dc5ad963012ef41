"""What someone has promised to do, by when, with evidence."""
