"""Harm to patients, and the days on which it could have happened."""
