"""Who is being looked after now: the registry, stays, who may see whom, and broken glass."""
