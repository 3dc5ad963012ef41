"""One module for each command that is more than Django's."""
