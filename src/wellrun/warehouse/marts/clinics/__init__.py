"""Booked visits and whether people came."""
