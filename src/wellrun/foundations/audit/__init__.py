"""Who did what, when, from what to what and why; chained so that no change goes unseen."""
