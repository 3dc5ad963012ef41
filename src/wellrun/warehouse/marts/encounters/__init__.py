"""Encounters of many senders, sorted into inpatient, observation, emergency and outpatient."""

from wellrun.warehouse.marts.encounters.kinds import admissions, counted, encounter_kinds

__all__ = ["admissions", "counted", "encounter_kinds"]
