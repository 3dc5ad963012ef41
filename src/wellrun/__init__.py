"""Wellrun: the working system of the people who run health facilities."""
