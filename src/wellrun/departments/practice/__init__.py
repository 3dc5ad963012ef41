"""Appointments and registry: shows a manager whether booked visits take place."""
