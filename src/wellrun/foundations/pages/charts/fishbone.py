"""Cause and effect after Ishikawa: a spine to the effect, a rib for each group of causes, causes along it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.foundations.pages.charts.strokes import fitted, line, svg, text, width_of

WIDTH = 860.0
HEAD = 130.0
"""Room for the effect at the right end."""
RISE = 36.0
"""Between two causes of a rib."""
LEAST = 2
"""Rows of causes that a rib is drawn for even where there are fewer."""
SLANT = 0.3
"""How far a rib leans towards the tail for each unit that it rises."""


def fishbone(*, effect: str, causes: Mapping[str, Sequence[str]]) -> SafeString:
    """Groups in the order given, every other one below the spine; a group without causes has no rib."""
    groups = [(group, words) for group, words in causes.items() if words]
    pairs = max(1, (len(groups) + 1) // 2)
    rows = max([LEAST, *(len(words) for _group, words in groups)])
    reach = (rows + 1) * RISE
    middle, step = reach + 26, (WIDTH - HEAD) / pairs
    parts = [
        line((8, middle), (WIDTH - HEAD + 8, middle), kind="spine"),
        text((WIDTH - HEAD + 16, middle + 4), fitted(effect, room=HEAD - 20, size=13), kind="value", title=effect),
    ]
    for at, (group, words) in enumerate(groups):
        foot, up = 8 + step * (at // 2 + 1), -1.0 if at % 2 == 0 else 1.0
        tip = (foot - reach * SLANT, middle + up * reach)
        parts += [
            line((foot, middle), tip, kind="rib"),
            text((tip[0], tip[1] + (-6 if up < 0 else 15)), group, kind="axis", anchor="middle"),
        ]
        for number, cause in enumerate(words, start=1):
            y = middle + up * number * RISE
            x = foot - number * RISE * SLANT
            room = step - 22
            upper, lower = _two_lines(cause, room=room)
            parts += [
                line((x - room, y), (x, y), kind="axis-line"),
                text((x - room, y - (16 if lower else 4)), upper, title=cause),
                *([text((x - room, y - 4), lower)] if lower else []),
            ]
    return svg(parts, size=(WIDTH, 2 * middle), label=_sentence(effect, causes))


def _two_lines(words: str, *, room: float) -> tuple[str, str]:
    """The words as one line, or broken at a space into two, the second cut where it is still too long."""
    if width_of(words, size=11) <= room:
        return words, ""
    upper = ""
    for word in words.split():
        longer = f"{upper} {word}".strip()
        if upper and width_of(longer, size=11) > room:
            break
        upper = longer
    return upper, fitted(words[len(upper) :].strip(), room=room, size=11)


def _sentence(effect: str, causes: Mapping[str, Sequence[str]]) -> str:
    named = [f"{group}: {', '.join(words)}" for group, words in causes.items() if words]
    if not named:
        return _("Nothing is named yet that contributed to: %s.") % effect
    return _("What contributed to: %(effect)s. %(causes)s.") % {"effect": effect, "causes": "; ".join(named)}
