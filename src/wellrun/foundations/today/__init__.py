"""The morning page, the brief and the briefing, assembled from what departments register."""
