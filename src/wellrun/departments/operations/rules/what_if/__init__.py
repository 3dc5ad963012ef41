"""What if: a model learnt from a facility's own year, the changes that can be asked of it, and what an answer says."""
