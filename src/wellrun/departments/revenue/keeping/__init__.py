"""How rows are written that several actions write. Actions call it; they record."""
