"""Who bills and treats is named."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.revenue.models import Provider
from wellrun.departments.revenue.rules.npi import valid_npi
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def name_provider(*, facility: Facility, npi: str, by: Account, tree: Tree, **told: Any) -> Provider:
    """A provider of a facility, or what is new of one that is known; ``told``: fields of the model.

    Raises ``Refused`` for a number that does not check.
    """
    check_may(by, Permission.POST_PAYMENTS, tree[facility.code], tree=tree)
    if not valid_npi(npi):
        words = _("%(npi)s is no NPI: its last digit does not check.") % {"npi": npi}
        remedy = _("Look it up in the national register.")
        raise Refused(Fault("revenue.provider.npi", words, "npi", npi, _("ten digits"), remedy))
    kept, _new = Provider.objects.update_or_create(facility=facility, npi=npi, defaults=told)
    record("revenue.provider.named", by=by, about=kept, after={"npi": npi})
    return kept
