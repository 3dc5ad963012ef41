"""The icons of NHS Making Data Count. The words of the verdict always stand beside them."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.engines.spc import Assurance, Icons, Variation
from wellrun.foundations.pages.charts.strokes import Spot, circle, path, point, svg, text

ICON = (48.0, 48.0)
_ACROSS = (11.0, 16.0, 21.0, 26.0, 31.0, 36.0)
_HEIGHTS: Mapping[int, tuple[float, ...]] = MappingProxyType(
    {1: (30, 26, 28, 21, 17, 13), -1: (13, 17, 15, 22, 26, 29), 0: (26, 18, 25, 17, 26, 20)}
)
_LETTERS: Mapping[int, object] = MappingProxyType({1: gettext_lazy("H"), -1: gettext_lazy("L"), 0: ""})

_VARIATIONS: Mapping[Variation, tuple[str, object]] = MappingProxyType(
    {
        Variation.COMMON_CAUSE: ("common", gettext_lazy("Variation: common cause, no significant change")),
        Variation.IMPROVEMENT: ("improve", gettext_lazy("Variation: special cause of improvement")),
        Variation.CONCERN: ("concern", gettext_lazy("Variation: special cause of concern")),
        Variation.NEUTRAL_HIGH: ("neutral", gettext_lazy("Variation: special cause, neither better nor worse")),
        Variation.NEUTRAL_LOW: ("neutral", gettext_lazy("Variation: special cause, neither better nor worse")),
    }
)
_WAYS: Mapping[int, object] = MappingProxyType({1: gettext_lazy("high or rising"), -1: gettext_lazy("low or falling")})

# Class, letter and words; then the heights of the made points against the target line at 22.
_ASSURANCES: Mapping[Assurance, tuple[str, object, object, tuple[float, ...]]] = MappingProxyType(
    {
        Assurance.MEETS: (
            "improve",
            gettext_lazy("P"),
            gettext_lazy("Assurance: the target will be met consistently"),
            (13, 17, 12, 16, 12, 15),
        ),
        Assurance.HIT_OR_MISS: (
            "common",
            "?",
            gettext_lazy("Assurance: the target will be met on some occasions and missed on others"),
            (14, 28, 17, 27, 15, 25),
        ),
        Assurance.FALLS_SHORT: (
            "concern",
            gettext_lazy("F"),
            gettext_lazy("Assurance: the target will be missed consistently unless something changes"),
            (27, 30, 26, 30, 27, 29),
        ),
    }
)


def variation_icon(icons: Icons) -> SafeString:
    """Is it changing? A ring in the colour of the answer; H or L says which way."""
    kind, said = _VARIATIONS[icons.variation]
    way = icons.way if kind != "common" else 0
    spots = list(zip(_ACROSS, _HEIGHTS[way], strict=True))
    marks = [circle(spot, 2.4, kind=f"pt {kind if way and spot[0] > 22 else 'common'}") for spot in spots]
    label = f"{said}, {_WAYS[way]}" if way else str(said)
    return _icon(kind=kind, letter=str(_LETTERS[way]), label=label, parts=[path(spots, kind="run"), *marks])


def assurance_icon(icons: Icons) -> SafeString:
    """Can the target be relied on? Without a target, an empty ring that says so."""
    if icons.assurance is None:
        return _icon(kind="common", letter="–", label=_("Assurance: no target to compare with"), parts=[])
    kind, letter, said, heights = _ASSURANCES[icons.assurance]
    spots: list[Spot] = list(zip(_ACROSS, heights, strict=True))
    marks = [path(((9, 22), (39, 22)), kind="target"), path(spots, kind="run")]
    marks += [point(spot, kind="common", size=4) for spot in spots]
    return _icon(kind=kind, letter=str(letter), label=str(said), parts=marks)


def _icon(*, kind: str, letter: str, label: str, parts: list[str]) -> SafeString:
    # Two discs make a ring of any colour; a stroke of its own would need a rule for each.
    ring = [circle((24, 24), 22.5, kind=kind), circle((24, 24), 19.5, kind="open")]
    words = [text((24, 42), letter, kind=f"value {kind}", anchor="middle")] if letter else []
    return svg([*ring, *parts, *words], size=ICON, label=label, kind="picture reading-icon")
