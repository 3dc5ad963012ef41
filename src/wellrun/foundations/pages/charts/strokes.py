"""Single strokes of SVG. A stroke carries a class and never a colour: wellrun.css gives the class its colour, in light
and in dark. Shape says the same as colour: triangle concern, diamond improvement, square neutral change, dot common.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

from django.utils.safestring import SafeString, mark_safe

Spot = tuple[float, float]

# Mean width of a character as a part of the type size, of the system fonts we ask for; wide enough for capitals.
CHARACTER = 0.56
BOLD = 1.08

SHAPES = MappingProxyType(
    {
        "concern": ((-1.0, 0.8), (1.0, 0.8), (0.0, -1.0)),
        "harm": ((-1.0, 0.8), (1.0, 0.8), (0.0, -1.0)),
        "improve": ((0.0, -1.1), (1.1, 0.0), (0.0, 1.1), (-1.1, 0.0)),
        "neutral": ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    }
)
POINTING = frozenset({"concern", "harm"})


@dataclass(frozen=True, kw_only=True)
class Scale:
    """From figures to the drawing: `low` lies at `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a figure lies. A scale without extent puts everything in its middle."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) * (self.end - self.start) / (self.high - self.low)


def number(value: float) -> str:
    """A coordinate to a tenth of a unit, without needless digits."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def width_of(words: str, *, size: float = 11.0, bold: bool = False) -> float:
    """About how wide the words are when drawn."""
    return len(words) * size * CHARACTER * (BOLD if bold else 1)


def fitted(words: str, *, room: float, size: float = 11.0) -> str:
    """The words, cut with an ellipsis where they are wider than the room."""
    if width_of(words, size=size) <= room:
        return words
    letters = max(1, int(room / (size * CHARACTER)) - 1)
    return words[:letters].rstrip(" ,;:") + "…"


def text(spot: Spot, words: str, *, kind: str = "", anchor: str = "start", title: str = "") -> str:
    """Words at a spot; `title` holds the whole where the words had to be cut."""
    tip = f"<title>{escape(title)}</title>" if title else ""
    return (
        f'<text x="{number(spot[0])}" y="{number(spot[1])}" class="{kind}" text-anchor="{anchor}">'
        f"{tip}{escape(words)}</text>"
    )


def line(start: Spot, end: Spot, *, kind: str) -> str:
    """A straight line."""
    (x1, y1), (x2, y2) = start, end
    return f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" class="{kind}"/>'


def path(spots: Sequence[Spot], *, kind: str) -> str:
    """A line through spots; nothing for fewer than two."""
    return f'<polyline points="{_pairs(spots)}" class="{kind}"/>' if len(spots) > 1 else ""


def area(spots: Sequence[Spot], *, kind: str) -> str:
    """A closed figure."""
    return f'<polygon points="{_pairs(spots)}" class="{kind}"/>'


def rect(corner: Spot, size: Spot, *, kind: str, round_by: float = 0.0) -> str:
    """A rectangle from its upper left corner."""
    (x, y), (width, height) = corner, size
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(0.0, width))}" height="{number(max(0.0, height))}" '
        f'rx="{number(round_by)}" class="{kind}"/>'
    )


def circle(spot: Spot, radius: float, *, kind: str) -> str:
    """A circle."""
    return f'<circle cx="{number(spot[0])}" cy="{number(spot[1])}" r="{number(radius)}" class="{kind}"/>'


def point(spot: Spot, *, kind: str, above: bool = True, size: float = 4.6) -> str:
    """One point in the shape of its meaning; a triangle of concern points away from the mean."""
    if kind not in SHAPES:
        return circle(spot, size * 0.55, kind="pt common")
    flip = -1 if kind in POINTING and not above else 1
    corners = [(spot[0] + size * dx, spot[1] + size * dy * flip) for dx, dy in SHAPES[kind]]
    return area(corners, kind=f"pt {kind}")


def svg(parts: Iterable[str], *, size: Spot, label: str, kind: str = "picture") -> SafeString:
    """The whole drawing, read aloud as its label. All words in it were escaped when they were drawn."""
    width, height = number(size[0]), number(size[1])
    opening = (
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(label, quote=True)}">'
    )
    return mark_safe(opening + "".join(parts) + "</svg>")  # noqa: S308


def _pairs(spots: Sequence[Spot]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in spots)
