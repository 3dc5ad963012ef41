"""Theatres in words and as lanes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.formats import time_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.departments.operations.models.theatre import REASONS, STATES
from wellrun.departments.operations.queries.theatre import Today
from wellrun.departments.operations.rules.theatre.cases import INSIDE, Move, Reason, State
from wellrun.departments.operations.rules.theatre.running import LATE, RoomDay, Running
from wellrun.departments.operations.shown.board import duration
from wellrun.foundations.pages.charts import Lane, Stay, lanes_chart
from wellrun.foundations.pages.tables import Table, TableColumn

VERBS = {
    Move.ENTER: gettext_lazy("In the room"),
    Move.ANAESTHETISE: gettext_lazy("Anaesthesia begun"),
    Move.OPEN: gettext_lazy("Incision"),
    Move.CLOSE: gettext_lazy("Closed"),
    Move.LEAVE: gettext_lazy("Out of the room"),
    Move.CANCEL: gettext_lazy("Cancel"),
    Move.CHANGE_ROOM: gettext_lazy("Move to another theatre"),
    Move.TAKE_BACK: gettext_lazy("Take the last step back"),
}
ONE_TAP = {
    State.PLANNED: Move.ENTER,
    State.IN_ROOM: Move.LEAVE,
    State.ANAESTHETISED: Move.LEAVE,
    State.OPEN: Move.LEAVE,
    State.CLOSED: Move.LEAVE,
}
SHAPES = {State.PLANNED: "open", State.OUT: "done", State.CANCELLED: "stopped", **dict.fromkeys(INSIDE, "common")}


def headline(today: Today, zone: dt.tzinfo) -> str:
    """The room that runs latest in words; or that all keep to their lists."""
    late = sorted((room for room in today.rooms if room.runs_late and _left(room)), key=lambda one: one.late)
    if not today.rooms:
        return _("Nothing is planned in theatre today.")
    if not late:
        n = sum(_left(room) for room in today.rooms)
        if not n:
            return _("The theatres are done for today.")
        words = ngettext(
            "%(n)s case is left today, and no theatre runs late.",
            "%(n)s cases are left today, and no theatre runs late.",
            n,
        )
        return words % {"n": n}
    worst = late[-1]
    assert worst.ends is not None
    told = _("%(room)s runs %(minutes)s minutes late: last case ends %(time)s.") % {
        "room": worst.room,
        "minutes": _minutes(worst.late),
        "time": clock(worst.ends, zone),
    }
    rest = len(late) - 1
    if rest:
        more = ngettext("%(n)s other runs late too.", "%(n)s others run late too.", rest)
        told = f"{told} {more % {'n': rest}}"
    return told


def clock(at: dt.datetime, zone: dt.tzinfo) -> str:
    """A time of day on the facility's own clock."""
    return time_format(at.astimezone(zone), "H:i")


def room_lines(today: Today, zone: dt.tzinfo) -> list[dict[str, Any]]:
    """Each room with its sentence and its cases."""
    return [
        {
            "room": room.room,
            "words": _room_words(room, zone),
            "late": room.runs_late and _left(room) > 0,
            "blocks": [
                _("%(service)s %(begins)s to %(ends)s")
                % {
                    "service": one.block.service,
                    "begins": time_format(one.block.begins, "H:i"),
                    "ends": time_format(one.block.ends, "H:i"),
                }
                for one in today.blocks
                if one.block.room == room.room
            ],
            "cases": [case_line(today, run, zone) for run in room.runs],
        }
        for room in today.rooms
    ]


def case_line(today: Today, run: Running, zone: dt.tzinfo) -> dict[str, Any]:
    """A case as the board draws it."""
    state = run.case.state
    row = today.rows[run.case.key]
    late = run.begins - run.case.starts
    known = run.case.times.entered is not None
    return {
        "case": row,
        "state": STATES[state],
        "shape": SHAPES[state],
        "tap": ONE_TAP.get(state),
        "tap_words": VERBS[ONE_TAP[state]] if state in ONE_TAP else "",
        "planned": f"{clock(run.case.starts, zone)}–{clock(run.case.ends, zone)}",
        "runs": "" if state is State.CANCELLED else f"{clock(run.begins, zone)}–{clock(run.ends, zone)}",
        "expected": not known or run.case.times.left is None,
        "late": duration(late) if late >= LATE and state is not State.CANCELLED else "",
        "reason": REASONS[Reason(row.reason)] if row.reason else "",
    }


def lanes(today: Today, zone: dt.tzinfo) -> SafeString:
    """The day of every room as a drawing; it names services and nobody."""
    day = today.at.astimezone(zone).date()

    def hour(at: dt.datetime) -> float:
        local = at.astimezone(zone)
        return (local.date() - day).days * 24 + local.hour + local.minute / 60

    def stay(run: Running) -> Stay:
        words = f"{run.case.service}: {STATES[run.case.state]}"
        return Stay(words=run.case.service, begins=hour(run.begins), ends=hour(run.ends), kind=_kind(run), title=words)

    drawn = [
        Lane(
            name=room.room,
            stays=tuple(stay(run) for run in room.runs),
            allotted=tuple((hour(b.begins), hour(b.ends)) for b in today.blocks if b.block.room == room.room),
        )
        for room in today.rooms
    ]
    said = " ".join(f"{room.room}: {_room_words(room, zone)}" for room in today.rooms)
    return lanes_chart(lanes=drawn, now=hour(today.at), label=said)


def _kind(run: Running) -> str:
    state = run.case.state
    if state is State.CANCELLED:
        return "off"
    if state is State.OUT:
        return "done"
    if state in INSIDE:
        return "late" if run.ends - run.case.ends >= LATE else "now"
    return "planned"


def _room_words(room: RoomDay, zone: dt.tzinfo) -> str:
    kept = [run for run in room.runs if run.case.state is not State.CANCELLED]
    if not kept or room.ends is None:
        return _("Everything planned here is cancelled.")
    done = sum(run.case.state is State.OUT for run in kept)
    told = _("%(done)s of %(all)s done, last case ends %(time)s") % {
        "done": done,
        "all": len(kept),
        "time": clock(room.ends, zone),
    }
    if room.runs_late:
        return _("%(told)s, %(minutes)s minutes late.") % {"told": told, "minutes": _minutes(room.late)}
    return _("%(told)s.") % {"told": told}


def _left(room: RoomDay) -> int:
    return sum(run.case.state not in (State.OUT, State.CANCELLED) for run in room.runs)


def _minutes(late: dt.timedelta) -> int:
    return round(late.total_seconds() / 60)


def tallies(today: Today) -> Sequence[tuple[str, Any, int]]:
    """How many cases are planned, in a room, out and cancelled."""
    states = [run.case.state for room in today.rooms for run in room.runs]
    return (
        ("open", STATES[State.PLANNED], states.count(State.PLANNED)),
        ("common", STATES[State.IN_ROOM], sum(state in INSIDE for state in states)),
        ("done", STATES[State.OUT], states.count(State.OUT)),
        ("stopped", STATES[State.CANCELLED], states.count(State.CANCELLED)),
    )


def cases_table(rooms: Sequence[dict[str, Any]], query: Any) -> Table[dict[str, Any]]:
    """The cases of the day as a table that can be taken away; names only of whom the reader may see."""
    columns = (
        TableColumn[dict[str, Any]]("room", _("Theatre"), lambda line: line["case"].room),
        TableColumn[dict[str, Any]]("planned", _("Planned"), lambda line: line["planned"]),
        TableColumn[dict[str, Any]]("state", _("State"), lambda line: str(line["state"])),
        TableColumn[dict[str, Any]]("service", _("Service"), lambda line: line["case"].service),
        TableColumn[dict[str, Any]]("surgeon", _("Surgeon"), lambda line: line["case"].surgeon),
        TableColumn[dict[str, Any]](
            "patient", _("Patient"), lambda line: line["patient"].name if line.get("patient") else ""
        ),
        TableColumn[dict[str, Any]]("runs", _("As it runs"), lambda line: line["runs"]),
        TableColumn[dict[str, Any]]("late", _("Begins late by"), lambda line: line["late"]),
        TableColumn[dict[str, Any]]("reason", _("Why cancelled"), lambda line: str(line["reason"])),
    )
    return Table("theatres", columns, [line for room in rooms for line in room["cases"]], query)
