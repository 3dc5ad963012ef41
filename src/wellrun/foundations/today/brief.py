"""The brief: the morning as a document, as plain data, and the minutes of a briefing."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.foundations.documents.content import Block, Document, Grid, Heading, Listing, Paragraph, Picture
from wellrun.foundations.today.models import Briefing
from wellrun.foundations.today.queries import Item, Morning


def brief(morning: Morning) -> Document:
    """Decisions first, then what is so right now, promises, and effects."""
    blocks: list[Block] = [Heading(_("Needs a decision"))]
    for number, item in enumerate(morning.items, start=1):
        blocks += _decision(number, item, with_picture=number <= len(morning.shown))
    if not morning.items:
        blocks.append(Paragraph(_("Nothing needs a decision this morning.")))
    blocks += [Heading(_("Right now"))]
    blocks += [
        Paragraph(glance.why, strong=f"{glance.title}: {glance.figure}.", quiet=glance.as_of)
        for glance in morning.glances
    ]
    blocks += [Heading(_("Promised for today")), _promises(morning)]
    blocks += [Heading(_("Did it work?"))]
    blocks += [
        Paragraph(effect.sentence, strong=f"{effect.action.title}: {effect.title}") for effect in morning.effects
    ]
    return Document(
        title=_("Brief for %(day)s") % {"day": date_format(morning.day, "l j F Y")},
        subtitle=morning.place.name,
        as_of=_("Wellrun, as of %(time)s") % {"time": date_format(timezone.localtime(), "j F Y H:i")},
        blocks=tuple(blocks),
    )


def _decision(number: int, item: Item, *, with_picture: bool) -> list[Block]:
    signal, action = item.signal, item.action
    owner = (
        _("%(owner)s, by %(day)s: %(title)s")
        % {"owner": action.owner, "day": date_format(action.due_on, "j F"), "title": action.title}
        if action
        else _("Nobody owns this yet.")
    )
    said: list[Block] = [
        Heading(f"{number}. {signal.sentence}", level=2),
        Paragraph(signal.facts, strong=signal.figure, quiet=f"{signal.kind} · {item.place.name}. {owner}"),
    ]
    if with_picture and signal.picture:
        said.append(Picture(signal.picture, says=signal.sentence, width_mm=62))
    return said


def _promises(morning: Morning) -> Block:
    if not morning.promised:
        return Paragraph(_("Nothing is promised for today."))
    titles = (_("What"), _("Who"), _("By"), _("Stands"))
    rows = tuple(
        (p.action.title, str(p.action.owner), date_format(p.action.due_on, "j M"), p.standing) for p in morning.promised
    )
    return Grid(titles, rows)


def as_data(morning: Morning) -> dict[str, Any]:
    """The morning as JSON can hold it."""
    return {
        "place": {"code": morning.place.code, "name": morning.place.name, "level": str(morning.place.level)},
        "day": morning.day.isoformat(),
        "decisions": [_as_data(item) for item in morning.items],
        "right_now": [
            {"title": str(g.title), "figure": g.figure, "why": g.why, "as_of": g.as_of} for g in morning.glances
        ],
        "promised": [
            {
                "title": p.action.title,
                "owner": str(p.action.owner),
                "due_on": p.action.due_on.isoformat(),
                "stands": p.standing,
            }
            for p in morning.promised
        ],
        "effects": [
            {
                "title": e.action.title,
                "since": e.action.started_on and e.action.started_on.isoformat(),
                "verdict": e.verdict,
                "sentence": e.sentence,
            }
            for e in morning.effects
        ],
    }


def _as_data(item: Item) -> dict[str, Any]:
    signal, action = item.signal, item.action
    return {
        "key": signal.key,
        "rank": signal.rank,
        "kind": signal.kind,
        "place": item.place.code,
        "sentence": signal.sentence,
        "figure": signal.figure,
        "facts": signal.facts,
        "since": signal.since and signal.since.isoformat(),
        "measure": signal.measure,
        "owner": str(action.owner) if action else None,
        "promised": {"title": action.title, "due_on": action.due_on.isoformat(), "status": action.status}
        if action
        else None,
    }


def minutes(briefing: Briefing, *, place_name: str) -> Document:
    """The minutes: who was there, what was decided, who does what by when."""
    decisions = list(briefing.decisions.select_related("action__owner"))
    listed = tuple(
        Paragraph(
            decision.words,
            strong=decision.about,
            quiet=f"{decision.action.owner}, {date_format(decision.action.due_on, 'j F')}: {decision.action.title}"
            if decision.action
            else "",
        )
        for decision in decisions
    )
    began = timezone.localtime(briefing.started_at)
    ended = date_format(timezone.localtime(briefing.ended_at), "H:i") if briefing.ended_at else _("still open")
    return Document(
        title=_("Minutes of the morning briefing"),
        subtitle=f"{place_name}, {date_format(briefing.day, 'l j F Y')}, {date_format(began, 'H:i')}–{ended}",
        as_of=_("Wellrun, as of %(time)s") % {"time": date_format(timezone.localtime(), "j F Y H:i")},
        blocks=(
            Heading(_("Present")),
            Paragraph(briefing.attendance or _("Not recorded.")),
            Heading(_("Decisions")),
            Listing(listed, numbered=True) if listed else Paragraph(_("No decision was recorded.")),
        ),
    )
