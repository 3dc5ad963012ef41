"""What somebody else has changed since it was read is not overwritten: one refusal for every page that changes rows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wellrun.values.faults import Fault, Refused


def check_unchanged(read: Any, now: Any, *, code: str, words: str = "") -> None:
    """Raises ``Refused`` unless what was read is what is there. Call it on a row that is locked for the change.

    ``code``: what it is about, as in ``revenue.contract``; ``words``: a sentence of its own, else the general one.
    """
    if read != now:
        raise Refused(
            Fault(
                f"{code}.changed_meanwhile",
                words or _("Somebody was quicker: this was changed meanwhile."),
                place="version",
                remedy=_("Open it again, look at what is new, then change what is still wrong."),
            )
        )
