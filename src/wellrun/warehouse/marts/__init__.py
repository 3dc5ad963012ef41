"""Facts joined and cleaned, one step a function: stays, spells, emergency visits, unit days."""
