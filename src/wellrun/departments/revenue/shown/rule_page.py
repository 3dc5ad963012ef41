"""Where a rule can be read."""

from __future__ import annotations

from django.urls import reverse


def rule_page(rule: str) -> str:
    """The address of the page that tells of a rule, without its place.

    Rules that tables of edits make are named with dots (``mue.J1885``), and the page of the tables tells of them all.
    """
    return reverse("revenue:edits") if "." in rule else reverse("revenue:scrub-rule", args=[rule])
