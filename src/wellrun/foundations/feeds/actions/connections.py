"""Setting up who may send messages and where messages go."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.access.versions import check_unchanged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.feeds.actions.files import open_feed
from wellrun.foundations.feeds.models import Connection, Destination, Stranger
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

MAY_COME = ("name", "application", "sender", "addresses", "quiet_minutes", "active")
GOES = (*("name", "host", "port", "tls", "authority", "kinds", "application", "receiver", "on_refusal", "active"),)


@transaction.atomic
def set_connection(
    *,
    facility: Facility,
    connection: Connection | None,
    values: Mapping[str, Any],
    version: int,
    by: Account,
    tree: Tree,
) -> Connection:
    """A system that may send, new or changed. What it sends goes into a feed of its own name."""
    check_may(by, Permission.LOAD_FEEDS, tree[facility.code], tree=tree)
    _check(_connection_faults(values, connection))
    if connection is None:
        row = Connection(facility=facility, feed=open_feed(facility=facility, name=values["name"], by=by))
    else:
        row = Connection.objects.select_for_update().get(pk=connection.pk)
        check_unchanged(version, row.version, code="feeds.connection")
        row.version += 1
    before = {name: getattr(row, name) for name in MAY_COME} if connection else {}
    _set(row, MAY_COME, values)
    Stranger.objects.filter(application=row.application, sender=row.sender).delete()
    record(
        "feeds.connection.set", by=by, about=row, before=before, after={name: getattr(row, name) for name in MAY_COME}
    )
    return row


@transaction.atomic
def set_destination(
    *,
    facility: Facility,
    destination: Destination | None,
    values: Mapping[str, Any],
    version: int,
    by: Account,
    tree: Tree,
) -> Destination:
    """A system that messages go to, new or changed. What waits for it stays in its order."""
    check_may(by, Permission.LOAD_FEEDS, tree[facility.code], tree=tree)
    same = Destination.objects.filter(facility=facility, name=values["name"]).first()
    if same is not None and same != destination:
        _check([_taken("name", values["name"])])
    if destination is None:
        row = Destination(facility=facility)
    else:
        row = Destination.objects.select_for_update().get(pk=destination.pk)
        check_unchanged(version, row.version, code="feeds.destination")
        row.version += 1
    before = {name: getattr(row, name) for name in GOES} if destination else {}
    row.next_at = None
    _set(row, GOES, values)
    record("feeds.destination.set", by=by, about=row, before=before, after={name: getattr(row, name) for name in GOES})
    return row


def _set(row: Connection | Destination, names: tuple[str, ...], values: Mapping[str, Any]) -> None:
    for name in names:
        setattr(row, name, values[name])
    if row.pk is None:
        row.save()
    else:
        row.save(update_fields=[*names, "version", *(["next_at"] if isinstance(row, Destination) else [])])


def _connection_faults(values: Mapping[str, Any], connection: Connection | None) -> list[Fault]:
    faults = []
    same = Connection.objects.filter(application=values["application"], sender=values["sender"]).first()
    if same is not None and same != connection:
        faults.append(_taken("application", values["application"]))
    for one in values["addresses"].split():
        try:
            ipaddress.ip_network(one, strict=False)
        except ValueError:
            faults.append(
                Fault(
                    "feeds.no_address",
                    _("%(one)s is neither an address nor a network.") % {"one": one},
                    place="addresses",
                    value=one,
                    expected=_("such as 10.1.2.3 or 10.1.2.0/24"),
                    remedy=_("Give addresses with spaces between, or none."),
                )
            )
    return faults


def _taken(place: str, value: str) -> Fault:
    return Fault(
        "feeds.taken",
        _("There is one of that name already."),
        place=place,
        value=value,
        remedy=_("Change that one, or give another name."),
    )


def _check(faults: list[Fault]) -> None:
    if faults:
        raise Refused(faults)
