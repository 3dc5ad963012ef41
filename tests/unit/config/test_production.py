"""T24, T35: production settings are strict, and where they cannot be the product does not start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LONG = "k" * 50
ASKED = """
import django, json
django.setup()
from wellrun.config.installation import prepare
prepare()
from django.test import Client
from django.conf import settings
plain = Client().get("/sign-in/", headers={"Host": "wellrun.example.org"})
tls = Client().get("/sign-in/", secure=True, headers={"Host": "wellrun.example.org"})
cookie = tls.cookies["__Host-csrftoken"]
program = Client().get("/api/measures/", headers={"Host": "wellrun.example.org"})
print(json.dumps({
    "program": [program.status_code, program.json()["code"]],
    "plain": [plain.status_code, plain.get("Location")],
    "hsts": tls.get("Strict-Transport-Security"),
    "csrf": [bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"]],
    "names": [settings.SESSION_COOKIE_NAME, *tls.cookies],
    "session": [settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE],
    "debug": settings.DEBUG,
}))
"""


def started(home: Path, program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {
        **os.environ,
        "WELLRUN_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "wellrun.config.settings",
        **environment,
    }
    return subprocess.run([sys.executable, "-c", program], env=given, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        (
            {"WELLRUN_SECRET_KEY": "short", "WELLRUN_HOSTS": "wellrun.example.org"},
            "WELLRUN_SECRET_KEY has 5 characters",
        ),
        ({"WELLRUN_SECRET_KEY": LONG}, "WELLRUN_HOSTS is not set"),
        ({"WELLRUN_SECRET_KEY": LONG, "WELLRUN_HOSTS": "*"}, "every host"),
    ],
)
def test_t35_production_refuses_to_start_until_it_is_safe(
    tmp_path: Path, environment: dict[str, str], says: str
) -> None:
    """T35: start with a default secret, or open to every host, in production mode."""
    done = started(tmp_path, "import django; django.setup()", WELLRUN_PRODUCTION="1", **environment)
    assert done.returncode != 0
    assert says in done.stderr


def test_t35_all_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    """T35: all faults, not only the first."""
    done = started(tmp_path, "import django; django.setup()", WELLRUN_PRODUCTION="1", WELLRUN_SECRET_KEY="short")
    assert "WELLRUN_SECRET_KEY" in done.stderr
    assert "WELLRUN_HOSTS" in done.stderr


def test_t35_no_environment_turns_debugging_on(tmp_path: Path) -> None:
    """T35: DEBUG is not a setting of an installation."""
    done = started(
        tmp_path,
        "from wellrun.config import settings; print(settings.DEBUG)",
        DEBUG="1",
        WELLRUN_DEBUG="1",
        DJANGO_DEBUG="1",
    )
    assert done.stdout.strip() == "False"


def test_t24_plain_http_is_sent_to_tls_and_cookies_stay_where_they_belong(tmp_path: Path) -> None:
    """T24: redirect with HSTS; cookies Secure, HttpOnly, SameSite."""
    import json

    environment = {"WELLRUN_SECRET_KEY": LONG, "WELLRUN_HOSTS": "wellrun.example.org", "WELLRUN_PRODUCTION": "1"}
    done = started(tmp_path, ASKED, **environment)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["plain"] == [301, "https://wellrun.example.org/sign-in/"]
    # A redirect would hide from a program that its token went in the clear.
    assert said["program"] == [403, "access.clear_text"]
    assert said["hsts"] == "max-age=31536000; includeSubDomains"
    assert said["csrf"] == said["session"] == [True, True, "Lax"]
    assert said["names"] == ["__Host-sessionid", "__Host-csrftoken"]
    assert said["debug"] is False


def test_mail_goes_by_the_server_that_is_named(tmp_path: Path) -> None:
    program = (
        "from wellrun.config import settings as s;"
        "print(s.EMAIL_BACKEND, s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS)"
    )
    done = started(tmp_path, program, WELLRUN_SMTP="smtp://me:p%40ss@mail.example.org:2525")
    assert done.stdout.split()[1:] == ["mail.example.org", "2525", "me", "p@ss", "True"]
    assert "smtp" in done.stdout.split()[0]
    assert "console" in started(tmp_path, program, WELLRUN_SMTP="").stdout


@pytest.mark.parametrize(
    ("address", "refused"),
    [
        ("postgresql://u:p@db.example.org/w", True),
        ("postgresql://u:p@db.example.org/w?sslmode=require", True),
        ("postgresql://u:p@db.example.org/w?sslmode=verify-full&sslrootcert=/etc/ca.pem", False),
        ("postgresql://u@127.0.0.1:5432/w", False),
        ("postgresql://u@/w", False),
    ],
)
def test_a_database_on_another_machine_is_spoken_to_over_checked_tls_only(
    tmp_path: Path, address: str, refused: bool
) -> None:
    program = "from wellrun.config import settings as s; print(s.DATABASES['default']['OPTIONS'])"
    done = started(tmp_path, program, WELLRUN_DATABASE=address)
    assert (done.returncode != 0) is refused
    assert ("sslmode=verify-full" in done.stderr) is refused
    if "verify-full" in address:
        assert "'sslmode': 'verify-full', 'sslrootcert': '/etc/ca.pem'" in done.stdout
