"""Requests that take longer than they should."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.departments.operations.models.requests import KINDS
from wellrun.departments.operations.queries.requests import RequestLine, open_lines
from wellrun.departments.operations.rules.requests import Kind
from wellrun.departments.operations.shown.board import duration
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.today.draft import Draft, Rank


def request_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """What is asked for in each facility and takes longer than its target, by kind; nothing of what it is."""
    if day != timezone.localdate():
        return
    now = timezone.now()
    for facility in tree.places.values():
        if facility.level is not Level.FACILITY:
            continue
        late = [line for line in open_lines(facility, tree=tree, now=now) if line.clock.late]
        for kind, words in KINDS.items():
            some = [line for line in late if line.request.kind == kind]
            if some:
                yield _late(facility, kind, str(words), some, day)


def _late(facility: Place, kind: Kind, words: str, late: Sequence[RequestLine], day: dt.date) -> Draft:
    oldest = max(late, key=lambda line: line.clock.ran - line.clock.within)
    where = urlencode({"at": facility.code, "day": day.isoformat(), "kind": kind.value, "only": "late"})
    sentence = ngettext(
        "%(n)s request is past the time it should take: %(kind)s.",
        "%(n)s requests are past the time they should take: %(kind)s.",
        len(late),
    )
    return Draft(
        key=f"requests:late:{facility.code}:{kind.value}",
        place=facility.code,
        rank=Rank.DRIFT,
        kind=_("Requests"),
        mark="risk",
        sentence=sentence % {"n": len(late), "kind": words},
        figure=_("longest %(ran)s, target %(within)s")
        % {"ran": duration(oldest.clock.ran), "within": duration(oldest.clock.within)},
        facts=_("Since %(at)s, in %(where)s.")
        % {"at": date_format(timezone.localtime(oldest.request.asked_at), "j M H:i"), "where": oldest.where},
        since=timezone.localtime(oldest.request.asked_at).date(),
        weight=float(len(late)),
        address=f"{reverse('operations:requests')}?{where}",
        audience=Permission.SERVICE_REQUESTS,
    )
