"""Clocks and needs: a legal clock with its steps, people against posts, and the whole with its parts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.foundations.pages.charts.strokes import Scale, Spot, circle, line, rect, svg, text, width_of

TRACK = SLOTS = (208.0, 62.0)
METER = (300.0, 10.0)
SIDE, STEP_GAP = 8.0, 1.5


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something that must be done by a day of the clock."""

    day: float
    words: str
    done: bool


@dataclass(frozen=True, kw_only=True)
class Shift:
    """How many people a shift has and needs."""

    name: str
    have: int
    need: int


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a whole: kind is a class of the meter ("", pale, warn, free, shut, rest, gap, gap now)."""

    words: str
    amount: float
    kind: str = ""


def track(*, subject: str, total: float, today: float, steps: Sequence[Step], today_words: str = "") -> SafeString:
    """A legal clock: time used up, today, time left, and the steps; a clock run out is harm."""
    said = today_words or _("day %(today)d of %(total)d") % {"today": today, "total": total}
    late = today > total
    across = Scale(low=0, high=max(total, today), start=6, end=TRACK[0] - 8)
    now, end = across.at(today), across.at(total)
    anchor = "end" if now > width_of(said, size=12.5, bold=True) + 4 else "start"
    parts = [
        rect((2, 26), (across.end - 2, 8), kind="bar pale", round_by=4),
        rect((2, 26), (min(now, end) - 2, 8), kind="bar common", round_by=4),
        rect((end, 26), (now - end, 8), kind="bar harm") if late else rect((now, 26), (end - now, 8), kind="bar left"),
        line((now, 20), (now, 40), kind="now"),
        text(
            (now if anchor == "end" else max(2.0, now - 4), 14),
            said,
            kind="value harm" if late else "value",
            anchor=anchor,
        ),
        *_steps(steps=steps, across=across),
    ]
    return svg(parts, size=TRACK, label=_track_sentence(subject=subject, said=said, steps=steps))


def _steps(*, steps: Sequence[Step], across: Scale) -> list[str]:
    """Each step as a dot, filled when done; words that would touch the words before them are left out."""
    parts, reached = [], -10.0
    for step in sorted(steps, key=lambda each: each.day):
        x = across.at(step.day)
        parts.append(circle((x, 30), 4.5, kind=f"step {'done' if step.done else 'open'}"))
        width = width_of(step.words)
        left = min(max(0.0, x - width / 2), TRACK[0] - width)
        if step.words and left > reached + 4:
            parts.append(text((left, 54), step.words, kind="axis"))
            reached = left + width
    return parts


def _track_sentence(*, subject: str, said: str, steps: Sequence[Step]) -> str:
    parts = [f"{subject}: {said}."]
    done = ", ".join(step.words for step in steps if step.done and step.words)
    left = ", ".join(step.words for step in steps if not step.done and step.words)
    parts += [_("Done: %s.") % done] if done else []
    parts += [_("Still to do: %s.") % left] if left else []
    return " ".join(parts)


def slots(*, subject: str, shifts: Sequence[Shift]) -> SafeString:
    """Need against people: a filled square is a person, a hollow one a gap."""
    most = max((max(shift.need, shift.have) for shift in shifts), default=1) or 1
    room = SLOTS[1] - 20
    side = min(SIDE, room / most - STEP_GAP)
    slot = (SLOTS[0] - 8) / max(1, len(shifts))
    parts = []
    for at, shift in enumerate(shifts):
        middle = at * slot + slot / 2
        for place in range(max(shift.need, shift.have)):
            corner = (middle - side / 2, SLOTS[1] - 16 - side - place * (side + STEP_GAP))
            kind = "slot" if place < shift.have else "slot missing"
            parts.append(rect(corner, (side, side), kind=kind, round_by=1.5))
        short = shift.have < shift.need
        parts.append(
            text((middle, SLOTS[1] - 3), shift.name, kind="value concern" if short else "axis", anchor="middle")
        )
    return svg(parts, size=SLOTS, label=_slots_sentence(subject=subject, shifts=shifts))


def _slots_sentence(*, subject: str, shifts: Sequence[Shift]) -> str:
    short = [
        _("%(name)s has %(have)d of %(need)d") % {"name": shift.name, "have": shift.have, "need": shift.need}
        for shift in shifts
        if shift.have < shift.need
    ]
    told = "; ".join(short) if short else _("all posts are filled")
    return f"{subject}: {told}."


def meter(*, subject: str, parts: Sequence[Part]) -> SafeString:
    """The whole as one bar, its parts side by side with a little air between them, each said aloud with its amount."""
    whole, air = sum(part.amount for part in parts), 1.2
    across = Scale(low=0, high=whole or 1.0, start=0, end=METER[0])
    drawn, reached = [], 0.0
    for part in parts:
        corner: Spot = (across.at(reached) + air / 2, 1.0)
        width = across.at(reached + part.amount) - across.at(reached) - air
        reached += part.amount
        if part.amount > 0:
            drawn.append(rect(corner, (max(0.6, width), 8), kind=part.kind))
    told = ", ".join(f"{part.amount:g} {part.words}" for part in parts if part.amount)
    drawing = svg(drawn, size=METER, label=f"{subject}: {told}." if told else f"{subject}.", kind="meter")
    return SafeString(drawing.replace("<svg ", '<svg preserveAspectRatio="none" ', 1))
