"""What budgets call the factors of a line."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

FACTOR_NAMES = {
    "volume": _("work or pieces"),
    "per_unit": _("hours for one"),
    "price": _("price"),
}
