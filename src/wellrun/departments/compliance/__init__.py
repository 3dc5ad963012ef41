"""Compliance: privacy now; obligations, policies, evidence and credentials with their own issues."""
