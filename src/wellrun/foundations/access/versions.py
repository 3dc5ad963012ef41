"""What somebody else has changed since it was read is not overwritten: one refusal for every page that changes rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from wellrun.values.faults import Fault, Refused


def check_unchanged(read: Any, now: Any, *, code: str, words: str | Callable[[], str] = "", remedy: str = "") -> None:
    """Raises ``Refused`` unless what was read is what is there. Call it on a row that is locked for the change.

    ``code``: what it is about, as in ``revenue.contract``; ``words`` and ``remedy``: sentences of its own, the former
    asked for only if they are needed, else the general ones.
    """
    if read == now:
        return
    said = words if isinstance(words, str) else words()
    raise Refused(
        Fault(
            f"{code}.changed_meanwhile",
            said or _("Somebody was quicker: this was changed meanwhile."),
            place="version",
            value=str(read),
            expected=str(now),
            remedy=remedy or _("Open it again, look at what is new, then change what is still wrong."),
        )
    )
