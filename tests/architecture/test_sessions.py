"""What a page asks by itself never extends a session: every address that is polled is marked so."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import get_resolver
from tests.architecture.test_doors import routes

SOURCE = Path(__file__).parents[2] / "src" / "wellrun"
POLLED = re.compile(r"""hx-get="{% url '([\w:-]+)'[^>]*?hx-trigger="(?:load|every)""")


def test_polled_addresses_say_so() -> None:
    """OpenEMR CVE-2026-25476: a board that refreshed itself kept its session open."""
    resolver = get_resolver()
    names = {name for file in SOURCE.rglob("*.html") for name in POLLED.findall(file.read_text())}
    assert names >= {"feeds:load-progress", "safekeeping:progress", "compliance:release-progress"}
    marked = {address for address, view in routes(resolver.url_patterns) if getattr(view, "asked_by_the_page", False)}
    for name in names:
        space, route = name.split(":")
        _prefix, within = resolver.namespace_dict[space]
        ends = within.reverse_dict.getlist(route)[0][0][0][0].split("%(")[-1].split(")s")[-1]
        assert any(address.endswith(ends) for address in marked), f"{name} is polled and not marked"


def test_no_page_refreshes_itself_in_another_way() -> None:
    found = [
        file.name
        for file in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.js")]
        if re.search(r"http-equiv=.refresh|setInterval\(|hx-trigger=.every", file.read_text())
    ]
    assert found == []
