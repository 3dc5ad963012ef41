"""Harm, outcomes and experience: shows a manager whether patients are safe and what they say."""
