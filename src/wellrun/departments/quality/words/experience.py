"""The names of survey items, measures, reasons and themes in short words of our own; no text of a survey is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from wellrun.departments.quality.rules.experience.eligibility import NotAsked
from wellrun.departments.quality.rules.experience.patient_mix import AdjustedTopBox
from wellrun.departments.quality.rules.experience.scoring import Score
from wellrun.departments.quality.rules.experience.surveys import Box

ITEMS: Mapping[str, Any] = {
    "nurse_respect": _("Nurses: courtesy and respect"),
    "nurse_listen": _("Nurses: listening"),
    "nurse_explain": _("Nurses: explaining"),
    "doctor_respect": _("Doctors: courtesy and respect"),
    "doctor_listen": _("Doctors: listening"),
    "doctor_explain": _("Doctors: explaining"),
    "call_button": _("Help after the call button"),
    "bathroom_help": _("Help with the bathroom"),
    "help_at_once": _("Help when needed at once"),
    "clean": _("Room and bathroom clean"),
    "quiet": _("Quiet at night"),
    "rest_possible": _("Rest was possible"),
    "helped_to_rest": _("Help to rest and recover"),
    "staff_informed": _("Staff knew about the care"),
    "staff_together": _("Staff worked together"),
    "care_planned": _("Care after leaving was planned"),
    "needed_bathroom": _("Needed help with the bathroom"),
    "had_new_medicine": _("Had a new medicine"),
    "medicine_purpose": _("New medicine: what it is for"),
    "medicine_side_effects": _("New medicine: side effects"),
    "went_to": _("Where the patient went"),
    "help_after_discharge": _("Help at home talked about"),
    "symptoms_written": _("Symptoms to watch, in writing"),
    "symptoms_told_family": _("Symptoms to watch, told to family"),
    "overall_rating": _("Overall rating"),
    "recommend": _("Would recommend the hospital"),
    "care_preferences": _("Own wishes taken into account"),
    "care_understanding": _("Knows what to do for own health"),
    "care_medicines": _("Knows what each medicine is for"),
}

MEASURES: Mapping[str, Any] = {
    "nurses": _("Communication with nurses"),
    "doctors": _("Communication with doctors"),
    "responsiveness": _("Responsiveness of staff"),
    "medicines": _("Communication about medicines"),
    "discharge": _("Discharge information"),
    "care_transition": _("Care transition"),
    "care_coordination": _("Care coordination"),
    "restfulness": _("Restfulness"),
    "symptoms": _("Information about symptoms"),
    "cleanliness": _("Cleanliness"),
    "quietness": _("Quietness"),
    "overall_rating": _("Overall rating"),
    "recommend": _("Would recommend the hospital"),
}

BOXES: Mapping[str, Mapping[Box, Any]] = {
    "frequency": {Box.TOP: _("always"), Box.MIDDLE: _("usually"), Box.BOTTOM: _("sometimes or never")},
    "yes_no": {Box.TOP: _("yes"), Box.BOTTOM: _("no")},
    "agreement": {Box.TOP: _("strongly agree"), Box.MIDDLE: _("agree"), Box.BOTTOM: _("disagree")},
    "rating": {Box.TOP: _("9 or 10"), Box.MIDDLE: _("7 or 8"), Box.BOTTOM: _("0 to 6")},
    "recommend": {Box.TOP: _("definitely yes"), Box.MIDDLE: _("probably yes"), Box.BOTTOM: _("no")},
    "definitely": {Box.TOP: _("yes, definitely"), Box.MIDDLE: _("yes, somewhat"), Box.BOTTOM: _("no")},
}
"""What the boxes of a scale hold, by the scale's key."""

OTHER_ITEMS: Mapping[str, Any] = {
    "likely_to_recommend": _("How likely to recommend, 0 to 10"),
    "recommend_0_10": _("How likely to recommend, 0 to 10"),
    "nps": _("How likely to recommend, 0 to 10"),
    "visit_rating": _("How the visit was, 1 to 5"),
    "satisfaction": _("Satisfaction, 1 to 5"),
    "ease": _("How easy it was, 1 to 5"),
}

DIMENSIONS: Mapping[str, Any] = {
    **MEASURES,
    "environment": _("Cleanliness and quietness"),
    "cleanliness_and_symptoms": _("Cleanliness and information about symptoms"),
}
"""What purchasing scores: measures, and pairs of them."""

THEMES: Mapping[str, Any] = {
    "nurses": _("Nurses"),
    "doctors": _("Doctors"),
    "responsiveness": _("Waiting and answering"),
    "medicines": _("Medicines"),
    "pain": _("Pain"),
    "cleanliness": _("Cleanliness"),
    "quietness": _("Noise and sleep"),
    "food": _("Food"),
    "discharge": _("Leaving the hospital"),
    "coordination": _("Handing over and explaining"),
    "dignity": _("Dignity and privacy"),
    "room": _("Room and bathroom"),
    "billing": _("Bills and insurance"),
    "parking": _("Parking and finding the way"),
}

REASONS: Mapping[NotAsked, Any] = {
    NotAsked.UNDER_AGE: _("under 18 on admission"),
    NotAsked.NO_NIGHT: _("no night as an inpatient"),
    NotAsked.PSYCHIATRIC: _("psychiatric principal diagnosis"),
    NotAsked.DIED: _("died in hospital"),
    NotAsked.HOSPICE: _("discharged to hospice"),
    NotAsked.NURSING_HOME: _("discharged to a nursing home"),
    NotAsked.NO_PUBLICITY: _("asked not to be contacted"),
    NotAsked.PRISONER: _("prisoner"),
    NotAsked.ABROAD: _("home address abroad"),
    NotAsked.STATE_LAW: _("excluded by State law"),
}

FOOTNOTES: Mapping[int, Any] = {
    1: _("Fewer than 25 completed surveys: CMS would publish no score."),
    6: _("Fewer than 100 completed surveys: take the scores with caution, they may move by chance."),
    10: _("Fewer than 50 completed surveys: take the scores with great caution, they may move by chance."),
}
"""By the number of the CMS footnote, in words of our own."""


def basis(score: Score | AdjustedTopBox) -> str:
    """What a score rests on, to stand beside it wherever it is shown."""
    if score.adjusted:
        return str(_("Adjusted here for patient mix and way of asking; not a score that CMS has published."))
    return str(_("From the answers as they came, not adjusted. Not comparable with the scores that CMS publishes."))
