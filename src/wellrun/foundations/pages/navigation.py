"""What departments and foundations add to the frame: tabs, and things the finder can find."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Tab:
    """A tab in the bar. ``permission`` is the name of the permission that opens it."""

    key: str
    title: Any
    route: str
    permission: str
    order: int
    arguments: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Section:
    """A page within a tab, shown below the bar while the reader is in that tab."""

    tab: str
    key: str
    title: Any
    route: str
    permission: str
    order: int
    arguments: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Found:
    """Something the finder found: its words, what sort of thing it is, and its address."""

    words: str
    sort: Any
    address: str


@dataclass(frozen=True)
class Banner:
    """What stands on every page while something unusual holds; ``ends`` is where a POST ends it.

    Where the same holds several times, ``each`` has a line for every one and they fold into this banner.
    """

    words: str
    address: str = ""
    link: str = ""
    ends: str = ""
    end: str = ""
    each: tuple[Banner, ...] = ()


Finder = Callable[[Any, str], Iterable[Found]]
"""Takes the request and what was typed; gives only what the reader may see."""

Bannered = Callable[[Any], Iterable[Banner]]
"""Takes the request of somebody signed in."""

TABS: list[Tab] = []
SECTIONS: list[Section] = []
BANNERS: list[Bannered] = []
FINDERS: list[Finder] = []


def register_tab(tab: Tab) -> None:
    """Adds a tab; called once from an app's ``ready``."""
    if any(other.key == tab.key for other in TABS):
        raise ValueError(f"Two tabs are called {tab.key}.")
    TABS.append(tab)


def register_section(section: Section) -> None:
    """Adds a page within a tab; called once from an app's ``ready``."""
    if any((other.tab, other.key) == (section.tab, section.key) for other in SECTIONS):
        raise ValueError(f"Two sections of {section.tab} are called {section.key}.")
    SECTIONS.append(section)


def register_finder(finder: Finder) -> None:
    """Adds a finder; called once from an app's ``ready``."""
    FINDERS.append(finder)


def register_banner(source: Bannered) -> None:
    """Adds a source of banners; called once from an app's ``ready``."""
    BANNERS.append(source)
