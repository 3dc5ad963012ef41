"""What a front desk reads, in our own words: why nothing was answered and what to do, services, what to collect."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.revenue.rules.eligibility import Network, Refused, Share
from wellrun.foundations.pages.templatetags.words import to_the_cent

Words = Promise | str

SERVICES: Mapping[str, Words] = MappingProxyType(
    {
        "30": gettext_lazy("the plan as a whole"),
        "98": gettext_lazy("office visit"),
        "UC": gettext_lazy("urgent care"),
        "86": gettext_lazy("emergency"),
        "48": gettext_lazy("hospital, inpatient"),
        "50": gettext_lazy("hospital, outpatient"),
        "47": gettext_lazy("hospital"),
        "2": gettext_lazy("surgery"),
        "4": gettext_lazy("imaging"),
        "5": gettext_lazy("laboratory"),
        "MH": gettext_lazy("mental health"),
        "AL": gettext_lazy("eyes"),
        "35": gettext_lazy("teeth"),
        "33": gettext_lazy("chiropractor"),
        "88": gettext_lazy("pharmacy"),
        "1": gettext_lazy("medical care"),
        "PT": gettext_lazy("physiotherapy"),
    }
)
"""Service types that are asked for (EQ01, EB03), in our own words; others are shown by their code."""

ASKED = ("30", "98", "UC", "86", "48", "50", "2", "4", "5", "MH", "PT")

NETWORKS: Mapping[Network, Words] = MappingProxyType(
    {
        Network.IN: gettext_lazy("in the network"),
        Network.OUT: gettext_lazy("out of the network"),
        Network.EITHER: gettext_lazy("in and out of the network"),
        Network.UNSAID: gettext_lazy("network not told"),
    }
)
LEVELS: Mapping[str, Words] = MappingProxyType(
    {
        "IND": gettext_lazy("for the person"),
        "FAM": gettext_lazy("for the family"),
    }
)
PERIODS: Mapping[str, Words] = MappingProxyType(
    {
        "27": gettext_lazy("each visit"),
        "7": gettext_lazy("each day"),
        "36": gettext_lazy("each admission"),
        "26": gettext_lazy("each episode"),
        "23": gettext_lazy("each calendar year"),
        "22": gettext_lazy("each plan year"),
    }
)
STEPS: Mapping[str, Words] = MappingProxyType(
    {
        "copay": gettext_lazy("Copay"),
        "deductible": gettext_lazy("Deductible that is still open"),
        "coinsurance": gettext_lazy("Coinsurance of the rest"),
        "limit": gettext_lazy("Less: the limit of the year is reached"),
    }
)


class Why(NamedTuple):
    """Why nothing was answered, and what to do."""

    words: Words
    remedy: Words


_MEMBER = gettext_lazy("Compare the member number with the card and ask again.")
_NAME = gettext_lazy("Write the name as it stands on the card and ask again.")
_BIRTH = gettext_lazy("Ask the patient for the date of birth and ask again.")
_PROVIDER = gettext_lazy("Let the billing office check our number with this payer.")
_LATER = gettext_lazy("Ask again in some minutes; if it stays so, telephone the payer.")
_DAY = gettext_lazy("Check the day of the service and ask again.")

WHY: Mapping[str, Why] = MappingProxyType(
    {
        "15": Why(gettext_lazy("Something the payer needs was left out."), _MEMBER),
        "33": Why(gettext_lazy("The payer could not read the question."), _LATER),
        "35": Why(gettext_lazy("We are not in this payer’s network."), _PROVIDER),
        "41": Why(gettext_lazy("We may not ask this payer about this person."), _PROVIDER),
        "42": Why(gettext_lazy("The payer cannot answer at the moment."), _LATER),
        "43": Why(gettext_lazy("Our number is missing or not valid there."), _PROVIDER),
        "44": Why(gettext_lazy("Our name is missing or not valid there."), _PROVIDER),
        "45": Why(gettext_lazy("Our speciality is missing or not valid there."), _PROVIDER),
        "50": Why(gettext_lazy("We may not ask this payer."), _PROVIDER),
        "51": Why(gettext_lazy("The payer does not know us."), _PROVIDER),
        "52": Why(gettext_lazy("We were not enrolled with the payer on that day."), _PROVIDER),
        "56": Why(gettext_lazy("A date is not valid."), _DAY),
        "57": Why(gettext_lazy("The day of the service is missing or not valid."), _DAY),
        "58": Why(gettext_lazy("The date of birth is missing or not valid."), _BIRTH),
        "60": Why(gettext_lazy("The day of the service lies before the birth."), _BIRTH),
        "61": Why(gettext_lazy("The day of the service lies after the death that the payer has noted."), _DAY),
        "62": Why(gettext_lazy("The payer does not answer for a day so far away."), _DAY),
        "63": Why(gettext_lazy("The payer does not answer for days to come."), _DAY),
        "64": Why(gettext_lazy("The patient’s number is missing or not valid."), _MEMBER),
        "65": Why(gettext_lazy("The patient’s name is missing or not valid."), _NAME),
        "67": Why(gettext_lazy("The payer does not find the patient."), _MEMBER),
        "68": Why(gettext_lazy("Several patients have this number."), _NAME),
        "71": Why(gettext_lazy("The date of birth is another one at the payer."), _BIRTH),
        "72": Why(gettext_lazy("The member number is missing or not valid."), _MEMBER),
        "73": Why(gettext_lazy("The member’s name is missing or not valid."), _NAME),
        "75": Why(gettext_lazy("The payer does not find the member."), _MEMBER),
        "76": Why(gettext_lazy("Several members have this number."), _NAME),
        "77": Why(gettext_lazy("The member is known, the patient is not."), _NAME),
        "78": Why(gettext_lazy("The member does not belong to this group or plan."), _MEMBER),
        "79": Why(gettext_lazy("The number of one of the two sides is not valid."), _PROVIDER),
        "80": Why(gettext_lazy("The payer gave no answer in time."), _LATER),
        "T4": Why(gettext_lazy("The payer’s name or number is missing."), _PROVIDER),
    }
)
"""Reject reasons (AAA03)."""


def why(refused: Refused) -> Why:
    """Why nothing was answered, whatever the code."""
    unknown = Why(
        _("The payer refused to answer (%(code)s).") % {"code": refused.reason or "–"},
        _("Telephone the payer and name the code."),
    )
    return WHY.get(refused.reason, unknown)


def services_words(services: tuple[str, ...]) -> str:
    """Services, those without words of ours by their codes."""
    return ", ".join(str(SERVICES.get(one, one)) for one in services) or _("all services")


def share_words(share: Share, currency: str) -> str:
    """How much of a share: a sum or a part."""
    parts = []
    if share.amount is not None:
        parts.append(to_the_cent(share.amount, currency))
    if share.part is not None:
        percent = (share.part * Decimal(100)).normalize()
        parts.append(f"{percent:f} %")
    if share.period in PERIODS:
        parts.append(str(PERIODS[share.period]))
    return " ".join(parts)
