"""Hospital stays, the spells they join into, and returns after a discharge."""
