"""Cents as money, in templates."""

from __future__ import annotations

from django import template

from wellrun.foundations.pages.templatetags.words import money

register = template.Library()


@register.filter
def cents_as(value: int | None, currency: str) -> str:
    """Whole units of a currency from cents; nothing for none."""
    return "" if value is None else money(round(value / 100), currency)
