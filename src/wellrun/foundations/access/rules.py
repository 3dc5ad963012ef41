"""The policy: which role may do what. Where is decided by the place a role is granted for; nothing else is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Permission(StrEnum):
    """The things that can be allowed. Each route and each action names the one it needs."""

    READ_FIGURES = "read figures"
    ASSIGN_ACTIONS = "assign actions"
    JUDGE_SIGNALS = "judge signals"
    RUN_BRIEFING = "run the briefing"
    GOVERN_MEASURES = "govern measures"
    LOAD_FEEDS = "load feeds"
    SEE_ROWS = "see rows in quarantine"
    SET_UP = "set up the organisation"
    READ_AUDIT = "read the audit"


class Role(StrEnum):
    """The posts that people hold in the product."""

    ADMINISTRATOR = "administrator"
    EXECUTIVE = "executive"
    MANAGER = "manager"
    QUALITY_LEAD = "quality lead"
    INTEGRATION_LEAD = "integration lead"
    AUDITOR = "auditor"


_DAILY = frozenset(
    {Permission.READ_FIGURES, Permission.ASSIGN_ACTIONS, Permission.JUDGE_SIGNALS, Permission.RUN_BRIEFING}
)

POLICY: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: frozenset(Permission),
        Role.EXECUTIVE: _DAILY,
        Role.MANAGER: _DAILY,
        Role.QUALITY_LEAD: _DAILY | {Permission.GOVERN_MEASURES},
        Role.INTEGRATION_LEAD: frozenset({Permission.READ_FIGURES, Permission.LOAD_FEEDS, Permission.SEE_ROWS}),
        Role.AUDITOR: frozenset({Permission.READ_FIGURES, Permission.READ_AUDIT}),
    }
)
"""Every role appears once; a role that is missing may do nothing."""
