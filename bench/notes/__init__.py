"""Invented notes with identifiers whose places are known: one set to develop the rules by, one held out."""
