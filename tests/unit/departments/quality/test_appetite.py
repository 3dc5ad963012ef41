"""A place sets for itself how much risk it bears without asking."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.unit.departments.quality.reports import Ward
from tests.unit.departments.quality.risks import decided, raised

from wellrun.departments.quality.actions import risks as actions
from wellrun.departments.quality.actions.appetite import set_appetite
from wellrun.departments.quality.models import AppetiteSetting
from wellrun.departments.quality.queries.appetite import borne_at
from wellrun.departments.quality.queries.risks import register
from wellrun.foundations.audit.models import Entry
from wellrun.values.faults import Refused

pytestmark = pytest.mark.database
PAGE = "quality:appetite"
DAY = dt.timedelta(days=1)


def set_at(ward: Ward, place: str = "H1", **more: Any) -> AppetiteSetting:
    given = {"kind": "safety", "highest": 12, "since": timezone.localdate(), "why": "Board of May"}
    return set_appetite(place=ward.world.tree[place], now=timezone.now(), **{**given, **ward.who, **more})


def test_what_is_set_decides_which_risks_are_above_appetite_from_its_day_on(ward: Ward) -> None:
    raised(ward)
    place, tree, today = ward.world.place("H1"), ward.world.tree, timezone.localdate()
    assert [line.appetite for line in register(place, tree=tree, day=today).above] == [6]
    set_at(ward, since=today + DAY)
    assert len(register(place, tree=tree, day=today).above) == 1
    assert register(place, tree=tree, day=today + DAY).above == ()
    set_at(ward, "H1/W1", highest=0, since=today + DAY)
    assert [line.appetite for line in register(place, tree=tree, day=today + DAY).above] == [0]
    assert Entry.objects.filter(action="quality.appetite.set").count() == 2


def test_within_what_was_set_a_risk_is_accepted_without_a_reason(ward: Ward) -> None:
    risk = raised(ward)
    with pytest.raises(Refused):
        actions.accept(**decided(ward, risk))
    set_at(ward)
    assert actions.accept(**decided(ward, risk)).status == "accepted"


def test_who_answers_for_a_ward_only_does_not_raise_the_limit_that_holds_for_them(ward: Ward) -> None:
    manager = Ward(ward.world, ward.nurse, ward.world.ward_manager)
    for place in ("H1/W1", "H1"):
        with pytest.raises(Refused):
            set_at(manager, place)
    assert not AppetiteSetting.objects.exists()


def test_the_page_says_what_holds_where_it_comes_from_and_what_will_hold(ward: Ward, signed_in: Any) -> None:
    browser, today = signed_in(ward.lead), timezone.localdate()
    asked = f"{reverse(PAGE)}?at=H1"
    shown = browser.get(asked).text
    assert "No place has set a score of its own" in shown
    sent = {"at": "H1", "kind": "money", "highest": "4", "since": today, "why": "Cash is short"}
    assert browser.post(asked, sent).status_code == 302
    later = {**sent, "highest": "", "since": today + 9 * DAY, "why": "Then as all"}
    assert browser.post(asked, later).status_code == 302
    money = next(one for one in borne_at(ward.world.place("H1"), day=today) if one.kind == "money")
    assert (money.highest, money.last and money.last.why, [one.highest for one in money.later]) == (
        4,
        "Cash is short",
        [None],
    )
    shown = browser.get(asked).text
    for words in ("Cash is short", "as the wider place", "Wellrun's own table"):
        assert words in shown, words
    refused = browser.post(asked, {**sent, "highest": "26", "why": ""})
    assert refused.status_code == 422
    assert "Cash is short" in refused.text


def test_who_may_not_set_it_reads_it(ward: Ward, signed_in: Any) -> None:
    browser = signed_in(ward.world.ward_manager)
    assert "Set the appetite" not in browser.get(f"{reverse(PAGE)}?at=H1/W1").text
    assert signed_in(ward.nurse).get(f"{reverse(PAGE)}?at=H1/W1").status_code == 403


def test_the_number_of_queries_does_not_grow_with_settings(ward: Ward, django_assert_max_num_queries: Any) -> None:
    for _each in range(12):
        set_at(ward)
    with django_assert_max_num_queries(3):
        borne_at(ward.world.place("H1"), day=timezone.localdate())
