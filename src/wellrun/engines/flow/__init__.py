"""Patient flow: queue formulas, and the simulation of wards, emergency departments, theatres, clinics and hospitals."""
