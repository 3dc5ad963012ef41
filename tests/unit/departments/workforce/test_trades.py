"""Shifts that change hands: asking, answering, deciding, taking back; who may, and what both and the manager see."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests.conftest import account
from tests.reading import read
from tests.unit.departments.workforce.conftest import SINCE, Ward
from tests.unit.departments.workforce.staffed import Staffed, staffed

from wellrun.departments.workforce.actions import need, open_shifts, staff, swaps
from wellrun.departments.workforce.models import Assignment, Contract, Request, Trade
from wellrun.departments.workforce.queries.moments import clock_of
from wellrun.departments.workforce.queries.trade_lists import of_person, offered_to, waiting_in
from wellrun.departments.workforce.queries.trading import choices_of
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused


@pytest.fixture
def here(ward: Ward) -> Staffed:
    return staffed(ward)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def now() -> dt.datetime:
    return timezone.now()


def ask(here: Staffed, given: Assignment, *, nurse: int = 0, swap: bool = False, **more: Any) -> Trade:
    return swaps.ask_trade(given=given, swap=swap, now=now(), **here.said(nurse), **more)


def agree(here: Staffed, trade: Trade, nurse: int, **more: Any) -> Trade:
    return swaps.accept_trade(trade=trade, now=now(), **here.said(nurse), **more)


def wishes_off(here: Staffed, nurse: int, day: int) -> None:
    need.ask_of_roster(
        person=here.person(nurse), day=here.day(day), asks=Request.Asks.OFF, strength=2, today=SINCE, **here.managed
    )


def has(here: Staffed, nurse: int) -> list[tuple[dt.date, str]]:
    held = Assignment.objects.filter(person=here.person(nurse), ended="").order_by("day")
    return list(held.values_list("day", "shift"))


def test_a_swap_that_touches_nothing_is_done_when_the_colleague_agrees(here: Staffed) -> None:
    mine, theirs = here.works(0, 0), here.works(1, 2)
    trade = ask(here, mine, swap=True, asked=here.person(1), back=theirs)
    assert (trade.state, has(here, 0)) == (Trade.State.OPEN, [(here.day(0), "D")])
    done = agree(here, trade, 1)
    assert done.state == Trade.State.DONE
    assert (has(here, 0), has(here, 1)) == ([(here.day(2), "D")], [(here.day(0), "D")])
    mine.refresh_from_db()
    assert (mine.ended, Assignment.objects.get(day=here.day(0), ended="").source) == ("swapped", "swap")
    assert Entry.objects.filter(action="workforce.trade.accepted").count() == 1


def test_a_day_and_a_night_of_one_date_are_swapped(here: Staffed) -> None:
    mine, theirs = here.works(0, 0), here.works(1, 0, "N")
    trade = agree(here, ask(here, mine, swap=True, asked=here.person(1), back=theirs), 1)
    if trade.state == Trade.State.WAITING:
        swaps.decide_trade(trade=trade, approve=True, now=now(), **here.managed)
    assert (has(here, 0), has(here, 1)) == ([(here.day(0), "N")], [(here.day(0), "D")])


def test_a_swap_that_touches_a_wish_waits_for_the_manager_with_the_reason(here: Staffed) -> None:
    wishes_off(here, 1, 0)
    trade = agree(here, ask(here, here.works(0, 0), swap=True, asked=here.person(1), back=here.works(1, 2)), 1)
    assert (trade.state, trade.points) == (Trade.State.WAITING, 8)
    assert ["Nurse B: A day off was asked for" in words for words in trade.touches] == [True]
    assert has(here, 0) == [(here.day(0), "D")]
    assert waiting_in(here.ward.tree["H1"], tree=here.ward.tree, now=now()) == 1
    swaps.decide_trade(trade=trade, approve=True, now=now(), **here.managed)
    assert has(here, 0) == [(here.day(2), "D")]
    assert waiting_in(here.ward.tree["H1"], tree=here.ward.tree, now=now()) == 0


def test_the_manager_refuses_with_a_reason_that_both_read(here: Staffed) -> None:
    wishes_off(here, 1, 0)
    trade = agree(here, ask(here, here.works(0, 0), swap=True, asked=here.person(1), back=here.works(1, 2)), 1)
    with pytest.raises(Refused) as refused:
        swaps.decide_trade(trade=trade, approve=False, why=" ", now=now(), **here.managed)
    assert codes(refused) == ["workforce.say_why"]
    swaps.decide_trade(trade=trade, approve=False, why="Too few that week", now=now(), **here.managed)
    for nurse in (0, 1):
        (line,) = of_person(here.person(nurse), now=now())
        assert (line.state, line.why, line.live) == ("refused by the manager", "Too few that week", False)
    assert has(here, 0) == [(here.day(0), "D")]


def test_nobody_decides_their_own_and_nobody_from_elsewhere_decides(here: Staffed) -> None:
    wishes_off(here, 1, 0)
    trade = agree(here, ask(here, here.works(0, 0), swap=True, asked=here.person(1), back=here.works(1, 2)), 1)
    here.nurses[1].grants.update(role=Role.SCHEDULER)
    for by, code in (
        (Account.objects.get(pk=here.nurses[1].pk), "workforce.own_trade"),
        (here.nurses[2], "access.refused"),
        (account("elsewhere", Role.SCHEDULER, "H1/W2"), "access.refused"),
    ):
        with pytest.raises(Refused) as refused:
            swaps.decide_trade(trade=trade, approve=True, by=by, tree=here.ward.tree, now=now())
        assert codes(refused) == [code]


def test_what_breaks_a_law_is_refused_when_it_is_asked(here: Staffed) -> None:
    here.works(1, 0, "N")
    with pytest.raises(Refused) as refused:
        ask(here, here.works(0, 1), asked=here.person(1))
    assert codes(refused) == ["workforce.trade_not_allowed"]
    assert refused.value.faults[0].message == "The rules of work do not allow it for Nurse B."


def test_what_one_is_told_of_a_colleague_is_not_why(here: Staffed) -> None:
    """That somebody called in, or works elsewhere, is theirs; the manager is told."""
    held = here.works(1, 0)
    open_shifts.report_absent(assignment=held, now=now(), **here.managed)
    mine = here.works(0, 0)
    with pytest.raises(Refused) as refused:
        ask(here, mine, asked=here.person(1))
    assert "Nurse B is not free" in refused.value.faults[0].message
    with pytest.raises(Refused) as refused:
        swaps.trade_for(given=mine, taker=here.person(1), why="x", now=now(), **here.managed)
    assert "called in absent" in refused.value.faults[0].message


def test_the_first_colleague_to_agree_has_what_is_offered_to_all(here: Staffed) -> None:
    trade = ask(here, here.works(0, 0))
    assert [line.pk for line in offered_to(here.person(1), here.ward.unit, now=now())] == [trade.pk]
    assert offered_to(here.person(0), here.ward.unit, now=now()) == []
    got = agree(here, trade, 2)
    assert got.taker == here.person(2)
    with pytest.raises(Refused) as refused:
        agree(here, trade, 1)
    assert codes(refused) == ["workforce.trade_over"]


def test_an_offer_to_one_is_nobody_elses(here: Staffed) -> None:
    trade = ask(here, here.works(0, 0), asked=here.person(1))
    for act in (
        lambda: agree(here, trade, 2),
        lambda: swaps.decline_trade(trade=trade, by=here.nurses[2], now=now()),
        lambda: swaps.withdraw_trade(trade=trade, by=here.nurses[2], now=now()),
        lambda: ask(here, trade.given, nurse=1),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == ["access.refused"]
    assert swaps.decline_trade(trade=trade, by=here.nurses[1], now=now()).state == Trade.State.DECLINED


def test_a_shift_is_offered_once_at_a_time_and_can_be_taken_back(here: Staffed) -> None:
    mine = here.works(0, 0)
    trade = ask(here, mine)
    with pytest.raises(Refused) as refused:
        ask(here, mine, asked=here.person(1))
    assert codes(refused) == ["workforce.trade_open"]
    swaps.withdraw_trade(trade=trade, by=here.nurses[0], now=now())
    assert ask(here, mine, asked=here.person(1)).state == Trade.State.OPEN


def test_who_has_agreed_may_think_better_until_the_manager_has_decided(here: Staffed) -> None:
    wishes_off(here, 1, 0)
    trade = agree(here, ask(here, here.works(0, 0), asked=here.person(1)), 1)
    swaps.withdraw_trade(trade=trade, by=here.nurses[1], now=now())
    with pytest.raises(Refused) as refused:
        swaps.decide_trade(trade=trade, approve=True, now=now(), **here.managed)
    assert codes(refused) == ["workforce.trade_over"]


def test_a_swap_whose_shift_changed_meanwhile_is_refused(here: Staffed) -> None:
    wishes_off(here, 1, 0)
    mine, theirs = here.works(0, 0), here.works(1, 2)
    trade = ask(here, mine, swap=True, asked=here.person(1), back=theirs)
    waiting = agree(here, trade, 1)
    Assignment.objects.filter(pk=theirs.pk).update(ended="replanned")
    with pytest.raises(Refused) as refused:
        swaps.decide_trade(trade=waiting, approve=True, now=now(), **here.managed)
    assert codes(refused) == ["workforce.shift_changed"]
    assert "planned anew" in refused.value.faults[0].message
    assert has(here, 0) == [(here.day(0), "D")]


def test_the_manager_judges_by_what_holds_when_approving(here: Staffed) -> None:
    """Between the yes and the approval the colleague got a night before the day."""
    wishes_off(here, 1, 1)
    waiting = agree(here, ask(here, here.works(0, 1), asked=here.person(1)), 1)
    here.works(1, 0, "N")
    with pytest.raises(Refused) as refused:
        swaps.decide_trade(trade=waiting, approve=True, now=now(), **here.managed)
    assert codes(refused) == ["workforce.trade_not_allowed"]


def test_an_offer_is_over_when_the_first_of_its_shifts_begins(here: Staffed) -> None:
    mine, theirs = here.works(0, 3), here.works(1, 1)
    trade = ask(here, mine, swap=True, asked=here.person(1), back=theirs)
    begins = clock_of(here.ward.unit.department.facility).begins(theirs.day, "D")
    assert trade.lapses_at == begins
    with pytest.raises(Refused) as refused:
        swaps.accept_trade(trade=trade, now=begins, **here.said(1))
    assert codes(refused) == ["workforce.trade_lapsed"]
    assert offered_to(here.person(1), here.ward.unit, now=begins) == []
    (line,) = of_person(here.person(0), now=begins)
    assert (line.live, line.state) == (False, "over: the shift has begun")
    with pytest.raises(Refused) as refused:
        swaps.ask_trade(given=theirs, swap=False, now=begins, **here.said(1))
    assert codes(refused) == ["workforce.shift_begun"]


def test_what_comes_in_return_is_chosen_by_whoever_answers(here: Staffed) -> None:
    trade = ask(here, here.works(0, 0), swap=True)
    theirs, others = here.works(1, 2), here.works(2, 3)
    with pytest.raises(Refused) as refused:
        agree(here, trade, 1)
    assert codes(refused) == ["workforce.nothing_in_return"]
    with pytest.raises(Refused) as refused:
        agree(here, trade, 1, back=others)
    assert codes(refused) == ["workforce.return_not_theirs"]
    agree(here, trade, 1, back=theirs)
    assert (has(here, 0), has(here, 1)) == ([(here.day(2), "D")], [(here.day(0), "D")])


def test_nothing_is_given_in_return_for_a_gift_or_from_too_far_away(here: Staffed) -> None:
    trade = ask(here, here.works(0, 0))
    with pytest.raises(Refused) as refused:
        agree(here, trade, 1, back=here.works(1, 2))
    assert codes(refused) == ["workforce.return_not_wanted"]
    with pytest.raises(Refused) as refused:
        ask(here, here.works(0, 20), swap=True, asked=here.person(1), back=here.works(1, 5))
    assert codes(refused) == ["workforce.return_too_far"]
    with pytest.raises(Refused) as refused:
        ask(here, here.works(0, 22), asked=here.person(0))
    assert codes(refused) == ["workforce.trade_with_oneself"]


def test_hours_of_the_bank_are_for_the_manager(here: Staffed) -> None:
    Contract.objects.filter(person=here.person(1)).update(employment="bank", weekly_hours=Decimal(0))
    trade = agree(here, ask(here, here.works(0, 0), asked=here.person(1)), 1)
    assert trade.state == Trade.State.WAITING
    assert "Nurse B is paid by the shift, so the hours cost more." in trade.touches


def test_who_works_on_another_unit_takes_no_shift_here(here: Staffed) -> None:
    stranger = account("stranger.nurse", Role.STAFF, "H1/W2")
    other = Unit.objects.get(code="W2", department__facility__code="H1")
    staff.engage(
        person=stranger.person,
        unit=other,
        grade=here.ward.grade,
        employment="own",
        weekly_hours=Decimal(36),
        starts=SINCE,
        by=account("other.manager", Role.DEPARTMENT_MANAGER, "H1/W2"),
        tree=here.ward.tree,
    )
    trade = ask(here, here.works(0, 0))
    with pytest.raises(Refused) as refused:
        swaps.accept_trade(trade=trade, by=stranger, tree=here.ward.tree, now=now())
    assert codes(refused) == ["workforce.not_of_this_unit"]


def test_the_manager_swaps_for_others_and_says_why(here: Staffed) -> None:
    mine = here.works(0, 0)
    begun = ask(here, mine)
    with pytest.raises(Refused) as refused:
        swaps.trade_for(given=mine, taker=here.person(1), why="", now=now(), **here.managed)
    assert codes(refused) == ["workforce.say_why"]
    swaps.trade_for(given=mine, taker=here.person(1), why="An accident", now=now(), **here.managed)
    assert (has(here, 0), has(here, 1)) == ([], [(here.day(0), "D")])
    begun.refresh_from_db()
    assert begun.state == Trade.State.WITHDRAWN
    assert {line.why for line in of_person(here.person(0), now=now())} == {"", "An accident"}
    with pytest.raises(Refused) as refused:
        swaps.trade_for(given=here.works(0, 4), taker=here.person(2), why="x", now=now(), **here.said(1))
    assert codes(refused) == ["access.refused"]


def test_only_legal_partners_are_offered_and_what_is_touched_is_told_to_whom_it_concerns(here: Staffed) -> None:
    wishes_off(here, 2, 1)
    night = here.works(1, 0, "N")
    mine, theirs = here.works(0, 1), here.works(3, 4)
    found = choices_of(mine, now=now(), tree=here.ward.tree, reader=here.person(0).pk)
    short = "hours outside the contract"
    assert [(one.name, one.words) for one in found.gives] == [("Nurse D", (short,)), ("Nurse C", (short,))]
    # Whose night before it would go in return could have the day; who keeps the night could not.
    assert [(one.name, one.back, one.settled) for one in found.swaps] == [
        ("Nurse B", night.pk, True),
        ("Nurse D", theirs.pk, True),
    ]
    told = choices_of(mine, now=now(), tree=here.ward.tree)
    assert told.gives[1].words == (f"Ada Nurse: {short}", "Nurse C: asked otherwise")


def test_the_pages_of_a_swap_from_the_phone(here: Staffed, signed_in: Any) -> None:
    mine, theirs = here.works(0, 0), here.works(1, 2)
    asker, answerer = signed_in(here.nurses[0]), signed_in(here.nurses[1])
    page = read(asker.get(f"/workforce/own/shifts/{mine.pk}/"))
    assert f'name="back" value="{theirs.pk}"' in page
    assert answerer.get(f"/workforce/own/shifts/{mine.pk}/").status_code == 404
    assert asker.post(f"/workforce/own/shifts/{mine.pk}/", {"swap": "1", "back": theirs.pk}).status_code == 302
    trade = Trade.objects.get()
    assert f"/workforce/own/trades/{trade.pk}/" in answerer.get("/workforce/own/shifts/").content.decode()
    assert "done at once" in answerer.get(f"/workforce/own/trades/{trade.pk}/").content.decode()
    assert signed_in(here.nurses[2]).get(f"/workforce/own/trades/{trade.pk}/").status_code == 404
    answerer.post(f"/workforce/own/trades/{trade.pk}/", {"reply": "yes", "back": theirs.pk})
    assert "Both rosters are changed" in answerer.get(f"/workforce/own/trades/{trade.pk}/").content.decode()
    assert has(here, 0) == [(here.day(2), "D")]


def test_saying_no_and_taking_back_from_the_phone(here: Staffed, signed_in: Any) -> None:
    asker, answerer = signed_in(here.nurses[0]), signed_in(here.nurses[1])
    first, second = ask(here, here.works(0, 0), asked=here.person(1)), ask(here, here.works(0, 3))
    assert answerer.post(f"/workforce/own/trades/{first.pk}/", {"reply": "no"}).status_code == 302
    assert answerer.post(f"/workforce/own/trades/{second.pk}/withdraw/").status_code == 404
    assert asker.post(f"/workforce/own/trades/{second.pk}/withdraw/").status_code == 302
    assert set(Trade.objects.values_list("state", flat=True)) == {"declined", "withdrawn"}


def test_the_pages_of_the_manager(here: Staffed, signed_in: Any) -> None:
    wishes_off(here, 1, 0)
    agree(here, ask(here, here.works(0, 0), asked=here.person(1)), 1)
    manager, where = signed_in(here.ward.manager), "?at=H1/W1"
    assert "1 swap waits" in manager.get(f"/workforce/gaps/{where}").content.decode()
    page = manager.get(f"/workforce/swaps/{where}").content.decode()
    assert "A day off was asked for" in page
    looker = signed_in(account("looker", Role.EXECUTIVE, "NET")).get(f"/workforce/swaps/{where}").content.decode()
    assert "Nurse B" in looker
    assert "A day off was asked for" not in looker
    trade = Trade.objects.get()
    assert manager.post(f"/workforce/swaps/{trade.pk}/decide/{where}", {"wanted": "approve"}).status_code == 302
    held = Assignment.objects.get(ended="")
    page = manager.get(f"/workforce/swaps/shift/{held.pk}/{where}").content.decode()
    assert f'name="asked" value="{here.person(2).pk}"' in page
    moved = {"asked": here.person(2).pk, "why": "An accident"}
    assert manager.post(f"/workforce/swaps/shift/{held.pk}/{where}", moved).status_code == 302
    assert has(here, 2) == [(here.day(0), "D")]
