"""Which measures run here: owners, targets, phases, chart notes, questions of one's own."""
