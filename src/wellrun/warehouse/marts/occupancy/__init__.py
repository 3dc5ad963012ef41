"""How many are there: patients by unit and midnight, beds, and anything else that is opened and closed."""
