"""How pages of purchases say quantities, prices of one, and cents."""

from __future__ import annotations

from decimal import Decimal

from django import template

from wellrun.departments.finance.words.purchases import quantity_words, unit_price
from wellrun.foundations.pages.templatetags.words import to_the_cent

register = template.Library()


@register.filter
def pieces(value: Decimal | None) -> str:
    """A quantity without zeros that say nothing."""
    return "" if value is None else quantity_words(value)


@register.filter
def price_of_one(value: Decimal | None) -> str:
    """A price of one, to the cent or as fine as it is."""
    return "" if value is None else unit_price(value)


@register.filter
def cents_exact(value: int | None) -> str:
    """Cents as money, to the cent."""
    return "" if value is None else to_the_cent(Decimal(value) / 100)
