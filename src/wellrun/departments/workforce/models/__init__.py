"""What workforce keeps: people at work, and the rosters they are on."""

from wellrun.departments.workforce.models.rosters import Assignment, Change, Offer, OpenShift, Proposal, Roster

__all__ = ["Assignment", "Change", "Offer", "OpenShift", "Proposal", "Roster"]
