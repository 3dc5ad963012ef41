"""Telling the privacy officer that there is something to review: that, and where; nothing about whom."""

from __future__ import annotations

from django.core.mail import send_mail
from django.utils.translation import gettext as _

from wellrun.foundations.access.models import Grant
from wellrun.foundations.access.rules import POLICY, Permission, Role
from wellrun.foundations.organisation.places import Tree


def officers_of(facility: str, *, tree: Tree) -> list[str]:
    """The e-mail addresses of everyone who reviews access for a facility."""
    path = tree[facility].path
    reviewing = [role.value for role in Role if Permission.REVIEW_ACCESS in POLICY.get(role, ())]
    grants = Grant.objects.filter(role__in=reviewing, place__in=path, account__is_active=True)
    return sorted(grants.values_list("account__email", flat=True).distinct())


def tell_officers(facility: str, *, tree: Tree, address: str) -> None:
    """One e-mail to each officer with a link. A mail that cannot be sent stops nobody in an emergency."""
    for officer in officers_of(facility, tree=tree):
        send_mail(
            _("Wellrun: something waits for your review"),
            _("An access to a patient record waits for your review:\n\n%(address)s\n") % {"address": address},
            None,
            [officer],
            fail_silently=True,
        )
