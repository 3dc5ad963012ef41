"""OWASP ASVS 5.0 V12, V13: what the proxy, the service and the settings of a server say (deploy/)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[3] / "deploy"
PROXY = (DEPLOY / "nginx.conf").read_text()
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def said(words: str, name: str) -> list[str]:
    return re.findall(rf"^\s*{name}\s+(.+?);", words, re.MULTILINE)


def test_the_proxy_speaks_new_tls_only_and_leads_everything_to_it() -> None:
    assert said(PROXY, "ssl_protocols") == ["TLSv1.2 TLSv1.3"]
    plain, secure = PROXY.split("server {")[1:]
    assert re.findall(r"location (.+?) \{ return (.+?); \}", plain) == [
        ("~ ^/(api|fhir|scim)/", "403"),
        ("/", "301 https://$host$request_uri"),
    ]
    assert "proxy_pass" not in plain and said(secure, "listen") == ["443 ssl http2", "[::]:443 ssl http2"]


def test_the_proxy_sets_what_the_application_believes_and_a_client_cannot() -> None:
    assert said(PROXY, "proxy_set_header") == [
        "Host $host",
        "X-Forwarded-For $remote_addr",
        "X-Forwarded-Proto $scheme",
    ]


def test_the_proxy_bounds_what_is_sent() -> None:
    assert said(PROXY, "client_max_body_size") == ["2g"]


def test_the_proxy_serves_no_folder_and_says_no_version() -> None:
    assert not said(PROXY, "root") and not said(PROXY, "alias") and not said(PROXY, "autoindex")
    assert said(PROXY, "server_tokens") == ["off"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda file: file.stem)
def test_services_run_without_rights_as_an_account_of_their_own(unit: Path) -> None:
    lines = dict(line.split("=", 1) for line in unit.read_text().splitlines() if "=" in line)
    assert lines["User"] == lines["Group"] == "wellrun"
    assert (lines["NoNewPrivileges"], lines["CapabilityBoundingSet"], lines["UMask"]) == ("yes", "", "0077")
    assert (lines["ProtectSystem"], lines["ProtectHome"]) == ("strict", "yes")


def test_the_settings_file_holds_no_secret_and_the_database_needs_none() -> None:
    words = (DEPLOY / "wellrun.env").read_text()
    assert "SECRET" not in words and "PASSPHRASE" not in words
    assert re.search(r"^WELLRUN_DATABASE=postgresql://wellrun@/wellrun$", words, re.MULTILINE)
    assert "WELLRUN_PRODUCTION=1" in words.splitlines()


def test_the_application_listens_to_its_own_machine_only() -> None:
    assert "--address 127.0.0.1:8000" in (DEPLOY / "systemd" / "wellrun.service").read_text()
