"""Beds, flow and the emergency department: shows a manager how full the house is and where patients wait."""
