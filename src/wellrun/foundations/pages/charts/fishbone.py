"""Cause and effect after Ishikawa: a spine to the effect, a rib for each group of causes, causes along it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.foundations.pages.charts.strokes import fitted, line, svg, text

WIDTH = 860.0
HEAD = 170.0
"""Room for the effect at the right end."""
RISE = 22.0
"""Between two causes of a rib."""
LEAST = 2
SLANT = 0.42
"""How far a rib leans towards the tail for each unit that it rises."""


def fishbone(*, effect: str, causes: Mapping[str, Sequence[str]]) -> SafeString:
    """Groups in the order given, every other one below the spine; a group without causes is a bare rib."""
    groups = list(causes.items())
    pairs = max(1, (len(groups) + 1) // 2)
    rows = max([LEAST, *(len(each) for each in causes.values())])
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
            parts += [
                line((x - room, y), (x, y), kind="axis-line"),
                text((x - room, y - 4), fitted(cause, room=room, size=11), title=cause),
            ]
    return svg(parts, size=(WIDTH, 2 * middle), label=_sentence(effect, causes))


def _sentence(effect: str, causes: Mapping[str, Sequence[str]]) -> str:
    named = [f"{group}: {', '.join(words)}" for group, words in causes.items() if words]
    if not named:
        return _("Nothing is named yet that contributed to: %s.") % effect
    return _("What contributed to: %(effect)s. %(causes)s.") % {"effect": effect, "causes": "; ".join(named)}
