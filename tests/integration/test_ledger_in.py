"""A journal of any ledger goes in: columns said once, balance checked, restated as a version, bad lines held."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.conftest import World, account
from tests.reading import read
from tests.signing_in import signed_in

from wellrun.departments.finance.models import LedgerSource, LedgerVersion
from wellrun.departments.finance.queries.ledger import accounts_in, versions_of
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.catalogue import charting
from wellrun.foundations.feeds import actions as feeds
from wellrun.foundations.feeds.actions import files
from wellrun.foundations.feeds.models import Feed, Load
from wellrun.foundations.feeds.quarantine import quarantine

pytestmark = pytest.mark.django_db
ADDRESS = "?at=H1&day=2026-03-02"
COLUMNS = {
    "account": "Acct",
    "cost_centre": "Dept",
    "amount": "Net",
    "posted_on": "Date",
    "document": "Journal",
    "words": "Text",
    "quantity": "Hours",
    "delimiter": "semicolon",
    "decimal": ",",
    "days": "day-month-year",
    "skip": "1",
}
HEAD = "Exported by the ledger\nDate;Acct;Dept;Net;Hours;Journal;Text\n"
SOUND = HEAD + (
    "28.02.2026;6110;C1;1.000,50;25,5;PAY-1;Nurses\n"
    "28.02.2026;2100;C9;-1.000,50;;PAY-1;Nurses\n"
    "15.02.2026;6300;C1;(20,00);;SUP-1;Sent back\n"
    "15.02.2026;2100;C9;20,00;;SUP-1;Sent back\n"
)


@pytest.fixture
def finance(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Who keeps the ledger of H1. What follows a load is no matter of these tests."""
    monkeypatch.setattr(files, "AFTER_LOAD", [])
    charting.facts.cache_clear()
    yield signed_in(account("finance", Role.FINANCE, "H1"))
    charting.facts.cache_clear()


def hand_in(who: Client, content: str | bytes, name: str = "gl.csv", **more: str) -> Any:
    """Hands a journal of February in; what was put in line is loaded, as the background does."""
    sent = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    given = {"book": "Main ledger", "period": "2026-02-10", "balanced": "on", "sent": sent, **more}
    answer = who.post(reverse("finance:hand-in") + ADDRESS, given)
    for load in Load.objects.filter(finished_at=None):
        feeds.carry_out(load=load.pk, by=System("test"))
    return answer


def sums(version: int) -> dict[str, tuple[str, str]]:
    from datetime import date

    found = accounts_in("H1", "Main ledger", date(2026, 2, 1), version)
    return {one.account: (str(one.debit), str(one.credit)) for one in found}


def test_columns_are_said_once_and_the_next_file_is_a_version_of_its_period(finance: Client) -> None:
    assert hand_in(finance, SOUND, **COLUMNS).status_code == 302
    assert sums(1) == {"2100": ("20.00", "1000.50"), "6110": ("1000.50", "0.00"), "6300": ("0.00", "20.00")}
    again = SOUND.replace("1.000,50", "1.100,50")
    assert hand_in(finance, again).status_code == 302
    assert sums(2)["6110"] == ("1100.50", "0.00")
    assert sums(1)["6110"] == ("1000.50", "0.00")
    told = [(one.number, one.counts, one.off) for one in versions_of(["H1"])]
    assert told == [(2, True, None), (1, False, None)]
    quantity = charting.facts().rows("SELECT sum(quantity) FROM ledger WHERE version = 2", {})
    assert quantity == [(25.5,)]
    assert LedgerVersion.objects.count() == 2
    assert Entry.objects.filter(action="finance.ledger.handed_in").count() == 2
    assert LedgerSource.objects.get().columns["decimal"] == ","


def test_the_same_file_again_is_no_new_version(finance: Client) -> None:
    hand_in(finance, SOUND, **COLUMNS)
    answer = hand_in(finance, SOUND)
    assert answer.status_code == 422
    assert "version 1 of the period already" in read(answer)
    assert LedgerVersion.objects.count() == 1


def test_a_journal_that_does_not_balance_is_told_by_how_much_and_where(finance: Client) -> None:
    answer = hand_in(finance, SOUND.replace("-1.000,50", "-1.000,00"), **COLUMNS)
    assert answer.status_code == 422
    assert "Debits and credits differ by +0.50: PAY-1 +0.50." in read(answer)
    assert LedgerVersion.objects.count() == 0
    assert not LedgerSource.objects.exists()
    partly = HEAD + "28.02.2026;6110;C1;1.000,50;25,5;PAY-1;Nurses\n"
    assert hand_in(finance, partly, **COLUMNS, balanced="").status_code == 302
    assert sums(1) == {"6110": ("1000.50", "0.00")}
    assert [one.off for one in versions_of(["H1"])] == [None]


def test_columns_that_nobody_has_said_or_the_file_does_not_have_are_asked_for(finance: Client) -> None:
    assert "Nobody has said yet what the columns" in read(hand_in(finance, SOUND))
    answer = read(hand_in(finance, SOUND, **COLUMNS | {"account": "Konto", "quantity": "Stunden"}))
    assert "The file has no column Konto" in answer
    assert "The file has no column Stunden" in answer
    both = read(hand_in(finance, SOUND, **COLUMNS | {"debit": "Net"}))
    assert "one for debits and one for credits" in both


def test_lines_that_cannot_be_read_are_held_and_mended_within_their_version(finance: Client) -> None:
    broken = SOUND.replace("28.02.2026;6110;C1;1.000,50", "soon;6110;C1;a thousand")
    assert hand_in(finance, broken, **COLUMNS).status_code == 302
    assert sums(1) == {"2100": ("20.00", "1000.50"), "6300": ("0.00", "20.00")}
    (off,) = [one.off for one in versions_of(["H1"]) if one.off]
    assert (str(off.difference), off.documents[0][0]) == ("-1000.50", "PAY-1")
    (held,) = list(quarantine().entries())
    assert {fault.place.rsplit(", ", 1)[-1] for fault in held.faults} >= {"posted_on", "debit"}
    mended = held.raw.decode().replace("soon", "2026-02-28").replace("a thousand", "1000.50")
    feeds.replay_row(feed=Feed.objects.get(), entry=held.key, corrected=mended, by=System("test"))
    assert sums(1)["6110"] == ("1000.50", "0.00")
    assert [one.off for one in versions_of(["H1"])] == [None]


def workbook(formula: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet("GL"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Account", "Centre", "Debit", "Credit", "Posted", "Doc"])
        from datetime import datetime

        for row, (code, centre, debit, credit) in enumerate(
            (("6110", "C1", 1000.1 + 0.2, None), (2100, "C9", None, 1000.3)), start=1
        ):
            sheet.write(row, 0, code)
            sheet.write(row, 1, centre)
            if debit is not None:
                sheet.write_formula(row, 2, formula, None, debit)
            sheet.write(row, 3, credit)
            sheet.write_datetime(row, 4, datetime(2026, 2, 28), day)  # noqa: DTZ001 - a cell has no zone
            sheet.write(row, 5, "PAY-9")
    return out.getvalue()


def test_a_workbook_is_read_without_running_its_formulas(finance: Client) -> None:
    said = {"account": "Account", "cost_centre": "Centre", "debit": "Debit", "credit": "Credit"}
    said |= {"posted_on": "Posted", "document": "Doc"}
    content = workbook('=WEBSERVICE("https://example.invalid")')
    assert hand_in(finance, content, name="gl.xlsx", **said).status_code == 302
    assert sums(1) == {"2100": ("0.00", "1000.30"), "6110": ("1000.30", "0.00")}
    days = charting.facts().rows("SELECT DISTINCT posted_on::VARCHAR FROM ledger", {})
    assert days == [("2026-02-28",)]
    answer = hand_in(finance, b"PK\x03\x04 and no more", name="gl.xlsx", **said)
    assert "The workbook cannot be read" in read(answer)


def test_only_who_keeps_the_ledger_hands_in(world: World, finance: Client) -> None:
    for who in (world.ward_manager, world.director, world.integration_lead):
        assert hand_in(signed_in(who), SOUND, **COLUMNS).status_code == 403
    assert finance.get(reverse("finance:hand-in"), {"at": "H2"}).status_code == 403
    assert not LedgerVersion.objects.exists()


def test_the_form_comes_with_what_was_said_before(finance: Client) -> None:
    hand_in(finance, SOUND, **COLUMNS)
    page = finance.get(reverse("finance:hand-in"), {"at": "H1", "book": "Main ledger"})
    assert page.context["form"]["account"].value() == "Acct"
    assert page.context["form"]["book"].value() == "Main ledger"
    assert Path(django_settings.ARRIVALS).exists()
