"""Amounts as bars, always from zero: money by month against a limit, and causes by their share."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.engines.spc import Direction, ParetoBar
from wellrun.foundations.pages.charts.strokes import Scale, fitted, line, rect, svg, text, width_of
from wellrun.foundations.pages.charts.words import Figure

BARS = (208.0, 62.0)
PARETO_WIDTH, PARETO_ROW = 420.0, 22.0
# Causes up to this share of the whole are the vital few (Juran).
VITAL = 0.8


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One amount with its short name."""

    name: str
    amount: float


def bars(
    *,
    subject: str,
    amounts: Sequence[Bar],
    figure: Figure,
    limit: float | None = None,
    limit_words: str = "",
    worse: Direction = Direction.INCREASE,
    size: tuple[float, float] = BARS,
) -> SafeString:
    """Bars from zero, the last one labelled; those beyond the limit are of concern. Amounts may be below zero."""
    reach = [0.0, *(bar.amount for bar in amounts), *([] if limit is None else [limit])]
    up = Scale(low=min(reach), high=max(reach) or (1.0 if not min(reach) else 0.0), start=size[1] - 16, end=16)
    slot = (size[0] - 8) / max(1, len(amounts))
    parts = [line((0, up.at(0)), (size[0] - 8, up.at(0)), kind="axis-line")]
    for at, bar in enumerate(amounts):
        kind = "concern" if _beyond(amount=bar.amount, limit=limit, worse=worse) else "common"
        top, foot = sorted((up.at(bar.amount), up.at(0)))
        edge = min(5.0, slot * 0.14)
        middle = at * slot + slot / 2
        parts.append(rect((at * slot + edge, top), (slot - 2 * edge, foot - top), kind=f"bar {kind}", round_by=1))
        if at == len(amounts) - 1:
            said = figure(bar.amount)
            inside = min(middle, size[0] - width_of(said, size=12.5, bold=True) / 2)
            parts.append(text((inside, top - 4), said, kind=f"value {kind}", anchor="middle"))
        if _named(at=at, amounts=amounts, slot=slot):
            parts.append(text((middle, size[1] - 2), bar.name, kind="axis", anchor="middle"))
    if limit is not None:
        parts.append(line((0, up.at(limit)), (size[0] - 8, up.at(limit)), kind="target"))
    label = _bars_sentence(subject=subject, amounts=amounts, figure=figure, limit=limit, said=limit_words)
    return svg(parts, size=size, label=label)


def _beyond(*, amount: float, limit: float | None, worse: Direction) -> bool:
    if limit is None or worse is Direction.NEUTRAL:
        return False
    return amount > limit if worse is Direction.INCREASE else amount < limit


def _named(*, at: int, amounts: Sequence[Bar], slot: float) -> bool:
    widest = max(width_of(bar.name) for bar in amounts) + 4
    pace = max(1, -int(-widest // slot))
    return (len(amounts) - 1 - at) % pace == 0


def _bars_sentence(*, subject: str, amounts: Sequence[Bar], figure: Figure, limit: float | None, said: str) -> str:
    if not amounts:
        return _("%(subject)s: no figures yet.") % {"subject": subject}
    listed = ", ".join(f"{bar.name} {figure(bar.amount)}" for bar in amounts)
    sentence = _("%(subject)s: %(listed)s.") % {"subject": subject, "listed": listed}
    if limit is None:
        return sentence
    return f"{sentence} {said or _('Limit %s') % figure(limit)}."


def pareto_chart(*, subject: str, causes: Sequence[ParetoBar], figure: Figure, share: Figure) -> SafeString:
    """Causes by falling count, name before and count after each bar, then the share of it and all greater ones.

    `share` writes a proportion given in per cent. The vital few are dark, the rest pale.
    """
    size = (PARETO_WIDTH, max(1, len(causes)) * PARETO_ROW + 20)
    left = min(150.0, max((width_of(cause.name, size=11.5) for cause in causes), default=0.0) + 10)
    counts = max((width_of(figure(cause.count), size=12.5, bold=True) for cause in causes), default=0.0) + 10
    most = max((cause.count for cause in causes), default=1.0) or 1.0
    across = Scale(low=0, high=most, start=left, end=size[0] - counts - 52)
    parts = [text((size[0], 11), _("together"), kind="axis", anchor="end")]
    before = 0.0
    for at, cause in enumerate(causes):
        top = 20 + at * PARETO_ROW
        vital = before < VITAL
        end = across.at(cause.count)
        parts += [
            text((left - 8, top + 13), fitted(cause.name, room=left - 8, size=11.5), anchor="end", title=cause.name),
            rect(
                (left, top + 2), (end - left, PARETO_ROW - 7), kind=f"bar {'common' if vital else 'pale'}", round_by=1
            ),
            text((end + 6, top + 13.5), figure(cause.count), kind="value"),
            text((size[0], top + 13), share(cause.cumulative * 100), kind="axis", anchor="end"),
        ]
        before = cause.cumulative
    parts.append(line((left, 20), (left, size[1]), kind="axis-line"))
    return svg(parts, size=size, label=_pareto_sentence(subject=subject, causes=causes, figure=figure, share=share))


def _pareto_sentence(*, subject: str, causes: Sequence[ParetoBar], figure: Figure, share: Figure) -> str:
    if not causes:
        return _("%(subject)s: no figures yet.") % {"subject": subject}
    listed = ", ".join(f"{cause.name} {figure(cause.count)}" for cause in causes)
    few = next((at + 1 for at, cause in enumerate(causes) if cause.cumulative >= VITAL - 1e-9), len(causes))
    told = {"subject": subject, "listed": listed, "few": few, "share": share(causes[few - 1].cumulative * 100)}
    return _("%(subject)s: %(listed)s. The first %(few)d together make %(share)s.") % told
