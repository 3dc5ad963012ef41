"""Emergency department visits, from the tracking system or, where there is none, from encounters."""
