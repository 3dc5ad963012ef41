"""Stays of Harbour View that wait for a coder or are coded, tables of edits, and what payers were asked to authorise.

Tables of edits are made up of HCPCS Level II codes, so that none is taken for a published one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from wellrun.demo.billing import LEAD
from wellrun.demo.story import DAY, Story
from wellrun.departments.revenue.actions import authorisations, codings, list_files, lists
from wellrun.departments.revenue.actions.authorisations import Answer, Wanted
from wellrun.departments.revenue.models import AuthorisationCase, ChargeAccount, Payer
from wellrun.departments.revenue.queries.codings import judged_of
from wellrun.departments.revenue.rules.authorisations import Move
from wellrun.departments.revenue.rules.code_lists import Code
from wellrun.departments.revenue.rules.coding import Coding
from wellrun.departments.revenue.rules.grouping import Diagnosis
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

PROCEDURES: Mapping[str, str] = {
    "0SRD0J9": "Replacement of Left Knee Joint with Synthetic Substitute, Cemented, Open Approach",
    "5A1955Z": "Respiratory Ventilation, Greater than 96 Consecutive Hours",
    "30233N1": "Transfusion of Nonautologous Red Blood Cells into Peripheral Vein, Percutaneous Approach",
}
CODINGS: Sequence[tuple[str, ...]] = (("N39.0:Y", "E11.9:Y"), ("J18.9:Y", "N17.9:Y"), ("I50.9:Y", "N17.9:N"))
FILES: Mapping[str, str] = {
    "pairs-p": "Column 1,Column 2,in 1996,Effective Date,Deletion Date,Modifier\n"
    "G0425,G0406,,20250101,*,1\nG0426,G0425,,20250101,*,0\nG0463,G0406,,20250101,*,1\nG0463,G04,,20250101,*,1\n",
    "units-p": "HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n"
    "G0316,8,3 Date of Service Edit: Clinical,made up\nJ1885,8,3 Date of Service Edit: Clinical,made up\n",
    "coverage": "article,title,procedure,diagnosis,effective,ends\n"
    "X00001,Consultations from afar (made up),G0425,I50.9,2025-01-01,\n"
    "X00001,Consultations from afar (made up),G0425,J18.9,2025-01-01,\n",
}
NEEDS: Sequence[tuple[str, str, str]] = (
    ("HARBORLINE", "E0601", "rented equipment for breathing at night"),
    ("HARBORLINE", "L", "braces and artificial limbs"),
    ("COASTAL", "G0426", "long consultations from afar"),
)


def code_and_ask(
    facilities: Mapping[str, Facility], accounts: Mapping[str, Account], story: Story, *, tree: Tree
) -> None:
    """Codes some stays, takes tables of edits in, and asks payers: one is late, one granted, one refused."""
    hospital = facilities["HV"]
    who: dict[str, Any] = {"by": accounts[LEAD], "tree": tree}
    since = dt.date(story.today.year - 1, 10, 1)
    known = [Code(code, words) for code, words in PROCEDURES.items()]
    lists.take_codes(system="ICD10PCS", since=since, source="a sample", codes=known, place=tree["HV"], **who)
    for kind, text in FILES.items():
        name, place = f"made-up {kind}.csv", tree["HV"]
        sent = list_files.take_file(kind=kind, since=since, name=name, content=text.encode(), place=place, **who)
        list_files.carry_out(file=sent.pk, tree=tree)
    _code(hospital, who)
    _ask(hospital, story, who)


def _code(hospital: Facility, who: Mapping[str, Any]) -> None:
    held = ChargeAccount.objects.filter(facility=hospital, bill="11", ends__isnull=False).select_related("patient")
    for at, (account, codes) in enumerate(zip(held.order_by("number"), CODINGS, strict=False)):
        pairs = [one.partition(":") for one in codes]
        diagnoses = tuple(Diagnosis(code, told) for code, _colon, told in pairs)
        coding = Coding(diagnoses, (), ("1", "1", "01"))
        found, final = judged_of(account, coding), at == 0
        if final and found.grouped and not found.proposed:
            coding = coding._replace(drg=found.grouped.drg, why="the grouper of this year says the same")
        codings.code(account=account, version=account.version, coding=coding, final=final, **who)


def _ask(hospital: Facility, story: Story, who: Mapping[str, Any]) -> None:
    payers = {one.code: one for one in Payer.objects.filter(facility=hospital)}
    for code, service, note in NEEDS:
        told: dict[str, Any] = {"since": dt.date(story.today.year - 1, 1, 1), "until": None, "note": note}
        authorisations.set_need(payer=payers[code], code=service, **told, **who)
    terms: dict[str, Any] = {"days": None, "why": "", "version": 0}
    authorisations.set_terms(payer=payers["HARBORLINE"], kind="medicare-advantage", **terms, **who)
    held = list(ChargeAccount.objects.filter(facility=hospital).select_related("patient").order_by("number")[:4])
    ways: Sequence[tuple[str, str, int, tuple[Move, ...]]] = (
        ("HARBORLINE", "L1833", 12, (Move.ASK,)),
        ("HARBORLINE", "E0601", 9, (Move.ASK, Move.APPROVE)),
        ("COASTAL", "G0426", 4, ()),
        ("HARBORLINE", "E0601", 15, (Move.ASK, Move.WAIT, Move.DENY)),
    )
    for account, (payer, service, days, moves) in zip(held, ways, strict=False):
        planned = story.today + days * DAY
        wanted = Wanted((service,), planned, planned, planned + 30 * DAY, Decimal(2))
        case = authorisations.open_case(
            payer=payers[payer], patient=account.patient, account=account, wanted=wanted, words="", **who
        )
        _go(case, moves, who)


def _go(case: AuthorisationCase, moves: Sequence[Move], who: Mapping[str, Any]) -> None:
    for one in moves:
        case = authorisations.move(
            case=case, what=one, version=case.version, answer=Answer("HL-20417"), words="by telephone", **who
        )
