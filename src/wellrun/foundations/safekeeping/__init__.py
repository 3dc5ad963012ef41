"""Keeping the installation safe: backups proven by restoring, retention, legal hold, upgrades."""
