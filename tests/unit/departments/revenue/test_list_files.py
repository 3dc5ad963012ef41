"""Files of lists and edits are taken in by the background: again, in parts, with bad lines, by quarter."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.spec.revenue.charging import DAY, content
from tests.spec.revenue.charging import charge as made
from tests.unit.departments.revenue.conftest import Office

from wellrun.departments.revenue.actions import list_files as actions
from wellrun.departments.revenue.actions.list_files import carry_out, take_file
from wellrun.departments.revenue.models import (
    AuthorisationNeed,
    CodeEntry,
    EditCoverage,
    EditLimit,
    EditPair,
    ListFile,
    Payer,
)
from wellrun.departments.revenue.queries.edits import edits, limits_on, said_of, tables_here
from wellrun.departments.revenue.rules.scrubbing.facts import Context
from wellrun.foundations.audit.models import Entry
from wellrun.values.faults import Refused

FIRST = dt.date(2026, 1, 1)
PAIRS = (
    "Column 1,Column 2,x,Effective Date,Deletion Date,Modifier\nG0463,G0439,,20200101,*,1\nG0463,J1885,,20200101,*,0\n"
)
UNITS = "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n"


def sent(office: Office, kind: str, text: str | bytes, *, since: dt.date = FIRST, **more: Any) -> ListFile:
    body = text.encode() if isinstance(text, str) else text
    who: dict[str, Any] = {"place": office.tree["H1"], "by": office.lead, "tree": office.tree}
    file = take_file(kind=kind, since=since, name=f"{kind}.csv", content=body, **who, **more)
    return carry_out(file=file.pk, tree=office.tree)


def test_a_table_of_pairs_is_taken_in_and_again_changes_nothing(office: Office) -> None:
    first, again = sent(office, "pairs-p", PAIRS), sent(office, "pairs-p", PAIRS)
    assert (first.state, first.taken["new"], first.taken["same"]) == ("done", 2, 0)
    assert (again.state, again.taken["new"], again.taken["same"]) == ("done", 0, 2)
    assert EditPair.objects.count() == 2


def test_a_later_file_ends_a_pair(office: Office) -> None:
    sent(office, "pairs-p", PAIRS)
    sent(office, "pairs-p", PAIRS.replace("20200101,*,1", "20200101,20260331,1"))
    assert EditPair.objects.get(second="G0439").until == dt.date(2026, 3, 31)


def test_bad_lines_are_told_and_the_others_taken(office: Office) -> None:
    file = sent(office, "pairs-p", PAIRS + "G04,G0439,,20200101,*,1\nG0464,G0439,,soon,*,8\n")
    assert (file.state, file.taken["new"], file.wrong) == ("done", 2, 2)
    assert [words[0][:6] for words in file.faults] == ["Line 4", "Line 5", "Line 5"]


def test_another_file_is_not_taken_in_and_says_why(office: Office) -> None:
    file = sent(office, "pairs-p", "one,two\n1,2\n")
    assert (file.state, EditPair.objects.count()) == ("failed", 0)
    assert any("head" in words for words, _remedy in file.faults)


def test_limits_are_those_of_the_quarters_table(office: Office) -> None:
    sent(office, "units-p", UNITS + "J1885,8,3 Clinical,Label\nJ2405,64,3 Clinical,Label\n")
    sent(office, "units-p", UNITS + "J1885,4,3 Clinical,Label\n", since=dt.date(2026, 4, 1))
    before, after = dt.date(2026, 3, 31), dt.date(2026, 4, 1)
    assert [one.units for one in limits_on("P", ["J1885"], before)] == [8]
    assert [one.units for one in limits_on("P", ["J1885"], after)] == [4]
    assert limits_on("P", ["J2405"], before) and not limits_on("P", ["J2405"], after)
    assert limits_on("I", ["J1885"], after) == ()


def test_a_corrected_table_of_the_same_day_takes_out_what_it_no_longer_has(office: Office) -> None:
    sent(office, "units-i", UNITS + "J1885,8,3,a\nJ2405,64,3,a\n")
    file = sent(office, "units-i", UNITS + "J1885,9,3,a\n")
    assert list(EditLimit.objects.values_list("code", "units")) == [("J1885", 9)]
    assert file.taken["ended"] == 1


def test_what_the_tables_say_is_found_in_a_claim(office: Office) -> None:
    assert edits(office.facility) == ()
    sent(office, "pairs-p", PAIRS)
    sent(office, "units-p", UNITS + "J1885,1,2 Policy,Label\n")
    head = "article,title,procedure,diagnosis,effective,ends\n"
    sent(office, "coverage", head + "A1,Visits,G0463,E11.9,2026-01-01,\n")
    one = content(
        made("1", code="G0463", on=DAY), made("2", code="G0439", on=DAY), made("3", code="J1885", units=2, on=DAY)
    )
    (judge,) = edits(office.facility)
    rules = [each.rule for each in judge(one, Context(DAY, "P"))]
    assert rules == ["coverage.A1", "ptp.G0463.G0439", "mue.J1885", "ptp.G0463.J1885"]
    said = said_of("G0463", DAY)
    assert (len(said.pairs), len(said.coverage), said.anything) == (2, 1, True)
    assert not said_of("G0999", DAY).anything
    assert {one.rows for one in tables_here()} == {0, 1, 2}


def test_a_payers_needs_are_its_own(office: Office) -> None:
    payer = Payer.objects.get(code="ALPHA")
    with pytest.raises(Refused, match="Choose the payer"):
        sent(office, "needs", "code,since\nE0601,20260101\n")
    sent(office, "needs", "code,since\nE0601,20260101\n", payer=payer)
    assert AuthorisationNeed.objects.get().payer == payer
    (judge,) = edits(office.facility)
    one = content(made("1", code="E0601", on=DAY))
    assert [each.rule for each in judge(one, Context(DAY, "P", payer="ALPHA"))] == ["authorisation.E0601"]
    assert not list(judge(one, Context(DAY, "P", payer="BETA")))
    assert not list(judge(one._replace(references={"G1": "AU-1"}), Context(DAY, "P", payer="ALPHA")))


def test_claims_of_the_same_services_cost_one_set_of_questions(office: Office, django_assert_num_queries: Any) -> None:
    sent(office, "pairs-p", PAIRS)
    (judge,) = edits(office.facility)
    one = content(made("1", code="G0463", on=DAY), made("2", code="G0439", on=DAY))
    with django_assert_num_queries(3):
        for _at in range(5):
            assert [each.rule for each in judge(one, Context(DAY, "P"))] == ["ptp.G0463.G0439"]


def test_codes_are_taken_in_by_the_same_way(office: Office) -> None:
    line = (
        "00001 J189    1 Pneumonia, unspecified organism                              Pneumonia, unspecified organism\n"
    )
    assert sent(office, "icd", line).taken["new"] == 1
    pcs = (
        "00001 0SRD0J9 1 Replacement of left knee                                      Replacement of Left Knee Joint\n"
    )
    assert sent(office, "pcs", pcs).taken["new"] == 1
    assert set(CodeEntry.objects.values_list("system", "code")) == {("ICD10CM", "J189"), ("ICD10PCS", "0SRD0J9")}
    assert sent(office, "own-hcpcs", b"code,words\nG0463,Visit \x96 clinic\n").taken["new"] == 1
    older = sent(office, "icd", line, since=dt.date(2025, 1, 1))
    assert older.state == "failed" and "later list" in older.faults[0][0]


def test_broken_off_and_sent_again_it_is_whole(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    put, left = actions._put, [1]

    def breaks(*given: Any) -> int:
        if not left:
            raise OSError("no space left")
        left.pop()
        return put(*given)

    monkeypatch.setattr(actions, "_put", breaks)
    with pytest.raises(OSError, match="space"):
        sent(office, "pairs-p", PAIRS)
    assert ListFile.objects.get().state == "failed"
    assert EditPair.objects.count() == 1
    monkeypatch.setattr(actions, "_put", put)
    assert sent(office, "pairs-p", PAIRS).taken["new"] == 1
    assert EditPair.objects.count() == 2


def test_a_file_is_kept_as_it_came_and_taking_it_in_is_recorded(office: Office, settings: Any) -> None:
    file = sent(office, "pairs-i", PAIRS)
    assert (Path(settings.ARRIVALS) / "lists" / file.digest).read_text() == PAIRS
    assert Entry.objects.filter(action="revenue.list.taken").count() == 1
    assert EditCoverage.objects.count() == 0
