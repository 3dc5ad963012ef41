"""What is printed or sent as a document."""
