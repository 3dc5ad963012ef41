"""Budgets and expense: shows a manager what care costs beside what was done."""
