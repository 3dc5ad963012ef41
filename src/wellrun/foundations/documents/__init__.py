"""One content model, written as PDF, Word or a spreadsheet."""
