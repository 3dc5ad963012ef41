"""Two records side by side, as the page draws them."""

from __future__ import annotations

from dataclasses import dataclass

from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.forms.records import MergeForm, PairForm
from wellrun.foundations.patients.duplicates import Pair

LINES: tuple[tuple[str, Promise], ...] = (
    ("mrn", _("Record number")),
    ("name", _("Name")),
    ("birth_date", _("Born")),
    ("sex", _("Administrative sex")),
    ("phone", _("Telephone")),
    ("email", _("E-mail")),
    ("address", _("Address")),
)


@dataclass(frozen=True)
class Card:
    """A pair with what both say, line by line, and a form for each of the three answers."""

    pair: Pair
    lines: tuple[tuple[Promise, str, str, bool], ...]
    keep_first: Form
    keep_second: Form
    apart: Form


def card(pair: Pair, number: int, tried: Form | None) -> Card:
    """``tried`` is a form that was sent and refused: it stands where it was."""
    lines = tuple(
        (words, getattr(pair.one, name), getattr(pair.other, name), name in pair.differs) for name, words in LINES
    )
    keys = str(pair.one.id), str(pair.other.id)
    return Card(
        pair,
        lines,
        _form(MergeForm, keys, f"first-{number}", tried),
        _form(MergeForm, keys[::-1], f"second-{number}", tried),
        _form(PairForm, keys, f"apart-{number}", tried),
    )


def _form(kind: type[Form], keys: tuple[str, str], name: str, tried: Form | None) -> Form:
    if type(tried) is kind and (tried["kept"].value(), tried["gone"].value()) == keys:
        tried.auto_id = f"{name}-%s"
        return tried
    return kind(initial={"kept": keys[0], "gone": keys[1]}, auto_id=f"{name}-%s")
