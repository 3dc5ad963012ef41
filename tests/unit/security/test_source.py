"""OWASP ASVS 5.0 V1, V13, V15: dangerous functions that the source does not use, and doors it does not open."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "src" / "wellrun"
FILES = sorted(file for file in SOURCE.rglob("*.py") if "migrations" not in file.parts)
SCRIPTS = sorted(SOURCE.rglob("*.js"))
TEMPLATES = sorted(SOURCE.rglob("*.html"))


@cache
def calls(file: Path) -> list[tuple[ast.Call, str]]:
    """Every call of a module, with what is called as it is written."""
    nodes = (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
    return [(node, ast.unparse(node.func)) for node in nodes]


@cache
def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def using(*names: str) -> list[str]:
    """Modules that import one of these, or something in it."""
    return [
        str(file.relative_to(SOURCE))
        for file in FILES
        if any(one == name or one.startswith(f"{name}.") for one in imports(file) for name in names)
    ]


def test_nothing_is_run_that_was_a_text() -> None:
    run = {"eval", "exec", "compile", "__import__"}
    wrong = [f"{file.name}: {name}" for file in FILES for _call, name in calls(file) if name in run]
    assert wrong == []
    assert not [
        file for file in SCRIPTS if re.search(r"\beval\(|new Function|document\.write|setTimeout\(\"", file.read_text())
    ]
    assert (
        'name="htmx-config" content=\'{"includeIndicatorStyles": false, "allowEval": false}\''
        in (SOURCE / "foundations/pages/templates/pages/base.html").read_text()
    )


def test_no_shell_is_asked() -> None:
    """Programs are called by lists of words; where a caller's text is one of them it is a word, never a command."""
    for file in FILES:
        for one, name in calls(file):
            assert not any(word.arg == "shell" for word in one.keywords), file
            assert name not in {"os.system", "os.popen", "subprocess.getoutput"}, file


def test_no_format_that_can_carry_code_is_read() -> None:
    assert using("pickle", "marshal", "shelve", "lxml", "defusedxml") == []
    # A return to an authority is written as XML; no XML is read by us. Workbooks that come in are read by openpyxl,
    # after their archive is looked through.
    writers = sorted(using("xml"))
    assert writers == ["departments/workforce/rules/pbj.py", "departments/workforce/rules/pbj_layout.py"]
    assert using("openpyxl") == ["departments/finance/rules/workbooks.py"]
    for file in writers:
        assert not re.search(
            r"\b(fromstring|parse|iterparse|XML|XMLParser|XMLPullParser)\(", (SOURCE / file).read_text()
        )
    # Rules and layouts are read from files of the product itself, by the loader that makes plain values only. A payer's
    # contract and a rule of the scrubber come from outside: only nodes are made of them, without references, read by
    # type.
    readers = using("yaml")
    assert sorted(readers) == [
        "departments/operations/rules/requests.py",
        "departments/quality/rules/appetite.py",
        "departments/quality/rules/complaint_clocks.py",
        "departments/quality/rules/experience/surveys.py",
        "departments/quality/rules/experience/themes.py",
        "departments/quality/rules/readmissions/protocol.py",
        "departments/quality/rules/reporting.py",
        "departments/revenue/rules/appeal_days.py",
        "departments/revenue/rules/assistance.py",
        "departments/revenue/rules/authorisations.py",
        "departments/revenue/rules/edits.py",
        "departments/revenue/rules/scrubbing/nodes.py",
        "departments/revenue/rules/scrubbing/writing.py",
        "departments/revenue/rules/timely_filing.py",
        "departments/workforce/rules/book.py",
        "departments/workforce/rules/pbj_layout.py",
        "engines/reimbursement/formats/decoding.py",
        "engines/reimbursement/formats/yaml.py",
    ]
    assert not [file for file in readers if "yaml.load(" in (SOURCE / file).read_text()]
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"


def test_nothing_speaks_ldap_xpath_latex_memcached_or_graphql() -> None:
    assert using("ldap", "ldap3", "graphene", "strawberry", "ariadne", "pymemcache", "memcache", "channels") == []
    assert [name for name in settings.CACHES.values() if "memcache" in name["BACKEND"].lower()] == []


def test_only_single_sign_on_and_the_queue_of_messages_call_another_server() -> None:
    assert using("requests", "httpx", "urllib.request", "http.client", "ftplib", "paramiko") == []
    # Open boards are told on connections that came in; none is opened there.
    assert using("socket") == ["foundations/pages/streams.py"]
    callers = [file for file in FILES if "get_requests_session" in file.read_text()]
    assert [file.name for file in callers] == ["provider.py"]
    # Messages go to systems that somebody with the right has set up, and nowhere else.
    opening = re.compile(r"open_connection\(|create_connection\(")
    assert [file.name for file in FILES if opening.search(file.read_text())] == ["sender.py"]


def test_randomness_that_matters_comes_from_the_system() -> None:
    assert [name for name in using("random") if not name.startswith("demo/")] == []


def test_no_weak_digest_or_cipher_is_named() -> None:
    weak = re.compile(r"\b(md5|sha1|MD5|SHA1|DES|RC4|ARC4|ECB|PKCS1v15)\b")
    assert not [str(file) for file in FILES if weak.search(file.read_text())]


@pytest.mark.parametrize(
    "app", ["django.contrib.admin", "debug_toolbar", "django_extensions", "corsheaders", "channels"]
)
def test_what_only_developers_need_is_not_installed(app: str) -> None:
    assert app not in settings.INSTALLED_APPS


def test_every_field_that_may_be_written_is_named() -> None:
    """Forms and shapes of the API list their fields; none takes all of a model (mass assignment)."""
    assert not [file for file in FILES if re.search(r"__all__['\"]|ModelSerializer", file.read_text())]


def test_pages_load_nothing_from_elsewhere() -> None:
    remote = re.compile(r"(src|href|action)=[\"'](https?:)?//")
    assert not [file for file in TEMPLATES if remote.search(file.read_text())]


def test_no_script_keeps_or_takes_what_it_should_not() -> None:
    for file in SCRIPTS:
        words = file.read_text()
        assert not re.search(
            r"localStorage|indexedDB|document\.cookie|postMessage|addEventListener\(\"message", words
        ), file
        assert not re.search(r"__proto__|Object\.assign\(", words), file
    assert not [file for file in TEMPLATES if "mend" in file.read_text() and 'data-draft="mend' in file.read_text()]


def test_every_package_is_locked_to_its_digest() -> None:
    """The lock is the list of parts: name, exact version, digests."""
    lines = (ROOT / "requirements" / "locked.txt").read_text().splitlines()
    packages = [line for line in lines if line and not line.startswith((" ", "#", "-"))]
    assert len(packages) > 80
    assert all(re.match(r"[A-Za-z0-9_.\[\],-]+==[^ ]+ \\", line) for line in packages)
    assert sum("--hash=sha256:" in line for line in lines) >= len(packages)
    assert not [line for line in lines if "://" in line]


PATTERNS = {f"re.{name}" for name in ("compile", "search", "match", "fullmatch", "sub", "split", "findall", "finditer")}


OF_OWN_TABLES = {"deidentification", "patterns.py"}


def test_no_pattern_and_no_format_comes_from_outside() -> None:
    """A pattern is a constant, or escaped; a text that is filled in is a constant or a translation.

    Engines fill in SQL from plans of their own. Scrubbing puts its patterns together from its own tables of words, and
    the X12 engine from its own tables of elements, with the delimiters of the file escaped.
    """
    wrong = []
    for file in FILES:
        escaped = set(re.findall(r"(\w+) = re\.escape\(", file.read_text()))
        above = not {"engines", "demo"} & set(file.relative_to(SOURCE).parts)
        for one, name in calls(file):
            if (
                not OF_OWN_TABLES & set(file.relative_to(SOURCE).parts)
                and name in PATTERNS
                and not known(one.args[0], escaped)
            ):
                wrong.append(f"{file.name}: {ast.unparse(one)}")
            if above and isinstance(one.func, ast.Attribute) and one.func.attr in ("format", "format_map"):
                wrong += [f"{file.name}: {ast.unparse(one)}"] if not known(one.func.value, escaped) else []
    assert wrong == []


def known(node: ast.expr, escaped: set[str]) -> bool:
    """A constant, a constant's name, or something put together of them and of what is escaped."""
    if isinstance(node, ast.BinOp):
        return known(node.left, escaped) and known(node.right, escaped)
    if isinstance(node, ast.JoinedStr):
        return all(known(part.value, escaped) for part in node.values if isinstance(part, ast.FormattedValue))
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) in ("re.escape", "_", "gettext")
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return isinstance(node, ast.Constant) or name in escaped or (bool(name) and name.upper() == name)


def test_an_entity_of_an_xml_text_is_not_resolved() -> None:
    """The only XML that is read is SAML's, by its library's own parser."""
    from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

    text = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'
    with pytest.raises(Exception, match=r"DTD|Entit"):
        OneLogin_Saml2_XML.to_etree(text)


def test_tokens_of_identity_providers_are_not_kept() -> None:
    from allauth.socialaccount import app_settings

    assert app_settings.STORE_TOKENS is False


def test_the_demonstration_is_refused_in_production(settings: Any) -> None:
    from wellrun.config.installation import furnish_demonstration
    from wellrun.values.faults import Refused

    settings.PRODUCTION = True
    with pytest.raises(Refused, match="does not run with production settings"):
        furnish_demonstration()
