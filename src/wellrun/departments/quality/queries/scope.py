"""Who may read which report: by place, and of sensitive ones only those who are named."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from wellrun.departments.quality.models import Incident, NamedReader
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account


def within(places: Iterable[Place], reader: Account, *, tree: Tree) -> QuerySet[Incident]:
    """The reports of places that somebody with the permission there may read."""
    codes = {inner.code for place in places for inner in tree.within(place)}
    named = Exists(NamedReader.objects.filter(incident=OuterRef("pk"), account=reader))
    return Incident.objects.filter(Q(place__in=codes), Q(sensitive=False) | named).select_related("facility")


def may_read(reader: Account, incident: Incident, *, tree: Tree) -> bool:
    """Whether this account may read this report."""
    if not may(reader, Permission.SEE_INCIDENTS, tree[incident.place], tree=tree):
        return False
    return not incident.sensitive or incident.readers.filter(account=reader).exists()
