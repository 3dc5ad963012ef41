"""Network, facility, department, unit, bed, cost centre and calendar."""
