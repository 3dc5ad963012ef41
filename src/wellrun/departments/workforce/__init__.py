"""Posts, rosters and hours: shows a manager who is at work, who is missing and what it costs."""
