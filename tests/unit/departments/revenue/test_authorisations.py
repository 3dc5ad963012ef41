"""Authorisations are asked for, granted, used up and end; the morning tells of them; their pages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.unit.departments.revenue.test_charging import ALPHA, Charging, charging, lead  # noqa: F401 - fixtures

from wellrun.departments.revenue.actions import authorisations as actions
from wellrun.departments.revenue.actions.authorisations import Answer, Wanted
from wellrun.departments.revenue.models import AuthorisationCase, AuthorisationNeed, Payer
from wellrun.departments.revenue.queries.authorisations import case_lines, lacking_of
from wellrun.departments.revenue.queries.contents import content_of
from wellrun.departments.revenue.rules.authorisations import Lack, Move, State
from wellrun.departments.revenue.signals.authorisation import authorisation_signals
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.values.faults import Refused

NEXT = dt.timedelta(days=1)
GRANTED = Answer("AU-1")


@pytest.fixture
def held(charging: Charging) -> Charging:  # noqa: F811 - a fixture
    """Alpha wants to authorise visits."""
    charging.insure(ALPHA)
    need(charging)
    return charging


def need(held: Charging, code: str = "G04", **parts: Any) -> AuthorisationNeed:
    told: dict[str, Any] = {"since": dt.date(2020, 1, 1), "until": None, "note": ""}
    payer = Payer.objects.get(code="ALPHA")
    return actions.set_need(payer=payer, code=code, **{**told, **parts}, **held.who)


def wanted(held: Charging, **parts: Any) -> Wanted:
    day = held.account.begins
    told: dict[str, Any] = {"services": ("G0463",), "service_on": day, "begins": day, "ends": day + 5 * NEXT}
    return Wanted(**{**told, **parts})


def opened(held: Charging, **parts: Any) -> AuthorisationCase:
    return actions.open_case(
        payer=Payer.objects.get(code="ALPHA"),
        patient=held.account.patient,
        account=held.account,
        wanted=wanted(held, **parts),
        **held.who,
    )


def moved(held: Charging, case: AuthorisationCase, *moves: Move, answer: Answer = GRANTED) -> AuthorisationCase:
    for one in moves:
        case.refresh_from_db()
        case = actions.move(case=case, what=one, version=case.version, answer=answer, **held.who)
    return case


def lacks(held: Charging) -> list[Lack]:
    held.account.refresh_from_db()
    return [one.lack for one in lacking_of([held.account]).get(held.account.pk, ())]


def test_a_charge_lacks_what_nobody_asked_for_until_it_is_granted(held: Charging) -> None:
    held.enter()
    assert lacks(held) == [Lack.MISSING]
    case = opened(held)
    assert lacks(held) == [Lack.MISSING]
    moved(held, case, Move.ASK)
    assert lacks(held) == [Lack.UNDECIDED]
    moved(held, case, Move.WAIT, Move.INFORM, Move.APPROVE)
    assert lacks(held) == []


def test_more_than_is_granted_is_told(held: Charging) -> None:
    moved(held, opened(held), Move.ASK, Move.APPROVE_PART, answer=Answer("AU-1", D(1)))
    held.enter()
    assert lacks(held) == []
    held.enter()
    assert lacks(held) == [Lack.USED_UP]


def test_the_number_stands_on_the_claim(held: Charging) -> None:
    moved(held, opened(held), Move.ASK, Move.APPROVE)
    held.account.refresh_from_db()
    held.enter()
    (claim,) = held.made()
    content = content_of(claim)
    assert content is not None and content.references == {"G1": "AU-1"}


def test_a_number_that_somebody_entered_is_left(held: Charging) -> None:
    held.account.authorisation = "BY-HAND"
    held.account.save()
    moved(held, opened(held), Move.ASK, Move.APPROVE)
    held.account.refresh_from_db()
    assert held.account.authorisation == "BY-HAND"


def test_what_is_granted_says_its_number_and_in_part_how_much(held: Charging) -> None:
    case = moved(held, opened(held), Move.ASK)
    with pytest.raises(Refused) as refused:
        moved(held, case, Move.APPROVE_PART, answer=Answer("", None, ends=held.account.begins - NEXT))
    assert {one.place for one in refused.value.faults} == {"number", "units", "ends"}
    case.refresh_from_db()
    assert case.state == State.ASKED


def test_what_is_wrong_with_a_request_is_told_at_once(held: Charging) -> None:
    day = held.account.begins
    with pytest.raises(Refused) as refused:
        opened(held, services=(), ends=day - NEXT, units=D(0))
    assert {one.place for one in refused.value.faults} == {"services", "ends", "service_on", "units"}


def test_only_what_the_state_allows_is_done_and_by_who_saw_it(held: Charging) -> None:
    case = opened(held)
    with pytest.raises(Refused, match="cannot be done"):
        moved(held, case, Move.APPROVE)
    moved(held, case, Move.ASK)
    with pytest.raises(Refused, match="quicker"):
        actions.move(case=case, what=Move.DENY, version=1, **held.who)


def test_each_move_is_recorded_and_names_the_patient(held: Charging) -> None:
    moved(held, opened(held), Move.ASK, Move.DENY)
    entries = Entry.objects.filter(action__startswith="revenue.authorisation.")
    assert [one.action.rpartition(".")[2] for one in entries.order_by("pk")] == ["need", "opened", "asked", "denied"]
    assert AuthorisationCase.objects.get().steps.count() == 3


def test_the_clock_is_that_of_the_kind_of_payer(held: Charging) -> None:
    payer = Payer.objects.get(code="ALPHA")
    case = moved(held, opened(held), Move.ASK)
    AuthorisationCase.objects.update(asked_at=dt.datetime(2026, 3, 2, 15, 0, tzinfo=dt.UTC))

    def due() -> dt.date:
        (line,) = case_lines(AuthorisationCase.objects.select_related("facility", "payer__authorisation_terms"))
        assert line.due is not None
        return line.due.date()

    assert due() == dt.date(2026, 3, 17)
    actions.set_terms(payer=payer, kind="medicare-advantage", days=None, why="", version=0, **held.who)
    assert due() == dt.date(2026, 3, 9)
    with pytest.raises(Refused, match="clause"):
        actions.set_terms(payer=payer, kind="other", days=5, why="", version=1, **held.who)
    actions.set_terms(payer=payer, kind="other", days=5, why="contract 4.2", version=1, **held.who)
    assert due() == dt.date(2026, 3, 7)
    assert case.pk


def signals(held: Charging) -> list[str]:
    return [one.key for one in authorisation_signals(timezone.localdate(), held.office.tree)]


def test_the_morning_tells_of_late_answers_near_services_and_early_ends(held: Charging) -> None:
    today = timezone.localdate()
    assert signals(held) == []
    soon = {"service_on": today + 3 * NEXT, "begins": today, "ends": today + 5 * NEXT}
    case = opened(held, **soon)
    assert signals(held) == ["authorisations:not-asked:H1"]
    moved(held, case, Move.ASK)
    assert signals(held) == []
    AuthorisationCase.objects.update(asked_at=timezone.now() - dt.timedelta(days=40))
    assert signals(held) == ["authorisations:answer-late:H1"]
    moved(held, case, Move.APPROVE, answer=Answer("AU-1", ends=today + 2 * NEXT))
    assert signals(held) == ["authorisations:ends-before:H1"]
    (draft,) = authorisation_signals(today, held.office.tree)
    assert "Ada" not in str(draft) and "G0463" not in str(draft)
    assert list(authorisation_signals(today - NEXT, held.office.tree)) == []


def test_who_only_enters_charges_asks_and_does_not_read_answers(held: Charging, signed_in: Any) -> None:
    from tests.conftest import account

    desk = signed_in(account("desk.auth", Role.FRONT_DESK, "H1"))
    address = f"/revenue/authorisations/new/{held.account.pk}/?at=H1"
    assert desk.get(address).status_code == 200
    day = held.account.begins.isoformat()
    form = {"payer": Payer.objects.get(code="ALPHA").pk, "services": "g0463 g0464", "units": "2"}
    sent = desk.post(address, form | {"service_on": day, "begins": day, "ends": day})
    assert sent.status_code == 302
    case = AuthorisationCase.objects.get()
    assert case.services == ["G0463", "G0464"]
    assert desk.get(f"/revenue/authorisations/{case.pk}/?at=H1").status_code == 403


def test_from_the_list_to_the_answer_on_the_pages(held: Charging, lead: Client) -> None:  # noqa: F811
    held.enter()
    page = lead.get(f"/revenue/charges/{held.account.pk}/?at=H1").content.decode()
    assert "needs an authorisation, and nobody has asked" in page
    case = moved(held, opened(held), Move.ASK)
    address = f"/revenue/authorisations/{case.pk}/"
    listed = lead.get("/revenue/authorisations/?at=H1").content.decode()
    assert address in listed and "Ada Lovell" in listed
    assert address not in lead.get("/revenue/authorisations/?at=H1&state=denied").content.decode()
    refused = lead.post(f"{address}approve/?at=H1", {"version": case.version, "number": ""})
    assert refused.status_code == 422
    sent = lead.post(f"{address}approve/?at=H1", {"version": case.version, "number": "AU-7", "words": "by telephone"})
    assert sent.status_code == 302
    page = lead.get(f"{address}?at=H1").content.decode()
    assert "AU-7" in page and "by telephone" in page
    assert lead.post(f"{address}dance/?at=H1", {}).status_code == 404


def test_what_payers_want_is_told_on_their_page(held: Charging, lead: Client) -> None:  # noqa: F811
    page = lead.get("/revenue/authorisations/payers/?at=H1").content.decode()
    assert "G04" in page and "CMS-0057-F" in page
    payer = Payer.objects.get(code="ALPHA").pk
    form = {"payer": payer, "code": "e0601", "since": "2026-01-01"}
    assert lead.post("/revenue/authorisations/payers/needs/?at=H1", form).status_code == 302
    assert lead.post("/revenue/authorisations/payers/needs/?at=H1", form | {"code": "?"}).status_code == 422
    assert set(AuthorisationNeed.objects.values_list("code", flat=True)) == {"G04", "E0601"}
    terms = {"version": 0, "kind": "medicaid"}
    assert lead.post(f"/revenue/authorisations/payers/{payer}/?at=H1", terms).status_code == 302
    assert lead.post(f"/revenue/authorisations/payers/{payer}/?at=H1", terms).status_code == 422


def test_the_page_of_edits_says_what_is_here_and_takes_a_file(held: Charging, lead: Client) -> None:  # noqa: F811
    from django.core.files.uploadedfile import SimpleUploadedFile

    from wellrun.departments.revenue.actions.list_files import carry_out
    from wellrun.departments.revenue.models import ListFile

    text = b"Column 1,Column 2,x,Effective Date,Deletion Date,Modifier\nG0463,G0439,,20200101,*,1\nG04,x,,1,*,1\n"
    form = {"kind": "pairs-p", "since": "2026-01-01", "sent": SimpleUploadedFile("ptp.csv", text)}
    sent = lead.post("/revenue/coding/edits/send/?at=H1", form)
    assert sent.status_code == 302
    waits = lead.get(sent["Location"]).content.decode()
    assert "is on its way" in waits and "<progress" in waits
    carry_out(file=ListFile.objects.get().pk, tree=held.office.tree)
    done = lead.get(sent["Location"]).content.decode()
    assert "1 new" in done and "Line 3" in done
    page = lead.get("/revenue/coding/edits/?at=H1&code=g0439").content.decode()
    assert "G0439 is part of G0463" in page and "ptp.csv" in page
    assert lead.post("/revenue/coding/edits/send/?at=H1", {"kind": "needs"}).status_code == 422
