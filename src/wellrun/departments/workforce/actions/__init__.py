"""What people do about staff and rosters."""
