"""Who is being looked after now: the registry, stays, who may see whom, and the glass that is broken in an emergency."""
