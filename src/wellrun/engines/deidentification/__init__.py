"""De-identification by Safe Harbor (45 CFR 164.514(b)(2)): pseudonyms, ages, ZIP codes, classes, free text."""

from wellrun.engines.deidentification.ages import OLDEST_SHOWN, band_of, reveals_old_age
from wellrun.engines.deidentification.anonymity import SMALLEST_CLASS, Anonymity, anonymity
from wellrun.engines.deidentification.identifiers import Identifier
from wellrun.engines.deidentification.pseudonyms import ReleaseKey
from wellrun.engines.deidentification.scrubbing import Found, Scrubber
from wellrun.engines.deidentification.zips import NO_ZIPS, Misread, ZipPopulations, zip_populations

__all__ = [
    "NO_ZIPS",
    "OLDEST_SHOWN",
    "SMALLEST_CLASS",
    "Anonymity",
    "Found",
    "Identifier",
    "Misread",
    "ReleaseKey",
    "Scrubber",
    "ZipPopulations",
    "anonymity",
    "band_of",
    "reveals_old_age",
    "zip_populations",
]
