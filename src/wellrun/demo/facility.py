"""Furnishes an empty installation: organisation, people, files written and loaded through the front door, figures."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.demo.agreements import agree, make_promises
from wellrun.demo.appealing import appeal
from wellrun.demo.billing import bill_and_be_paid
from wellrun.demo.boards import run_boards
from wellrun.demo.budgeting import draft_budget
from wellrun.demo.claiming import claim
from wellrun.demo.coding import code_and_ask
from wellrun.demo.comparing import compare
from wellrun.demo.complaining import complain
from wellrun.demo.denied_before import deny_and_mend
from wellrun.demo.depositing import deposit
from wellrun.demo.duplicates import register_twice
from wellrun.demo.explaining import explain_variances
from wellrun.demo.files import FeedFiles, write_files
from wellrun.demo.following import follow
from wellrun.demo.improving import improve
from wellrun.demo.organisation import POSTS, set_up_people, set_up_places
from wellrun.demo.paying import pay
from wellrun.demo.privacy import look
from wellrun.demo.purchasing import buy
from wellrun.demo.risks import keep_register
from wellrun.demo.saving import save_money
from wellrun.demo.scrubbing import scrub
from wellrun.demo.sending import send_and_hear
from wellrun.demo.stores import keep_stores
from wellrun.demo.story import Story
from wellrun.demo.supposing import suppose
from wellrun.demo.telling import report_and_learn
from wellrun.demo.theatres import give_blocks, run_theatres
from wellrun.demo.work import set_up_work, work
from wellrun.foundations.audit.actions import Actor, System
from wellrun.foundations.feeds import actions as feeds
from wellrun.foundations.feeds.registry import AFTER_LOAD
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.organisation.queries import tree as whole_tree
from wellrun.foundations.people.models import Account
from wellrun.foundations.today.actions import find_signals
from wellrun.warehouse.loading import Tally

FURNISHER = System("demonstration")
Tell = Callable[[str], None]


@transaction.atomic
def furnish(*, tell: Tell, today: dt.date | None = None) -> None:
    """Makes the demonstration facility as it stands on a day; ``tell`` hears in sentences how far it is.

    One transaction: a first start that breaks off leaves an empty installation, and the next begins again.
    """
    story = Story(today or timezone.localdate())
    began = time.monotonic()
    tell(_("Making the demonstration facility: Tidewater, a hospital, two clinics and a nursing home."))
    facilities = set_up_places(by=FURNISHER)
    people, accounts = set_up_people(facilities, by=FURNISHER)
    tree = whole_tree()
    set_up_work(facilities, accounts, tree=tree)
    sent = write_files(settings.HOME / "demonstration", story.today)
    tell(_("Eighteen months of files are written, %(feeds)s feeds.") % {"feeds": len(sent)})
    came = min(timezone.now(), story.as_of.replace(tzinfo=timezone.get_current_timezone()))
    read = _take_in(sent, facilities, came=came, by=FURNISHER)
    words = _("%(read)s records read, %(accepted)s accepted, %(held)s held back to be mended.")
    tell(words % {"read": f"{read.read:,}", "accepted": f"{read.accepted:,}", "held": f"{read.quarantined:,}"})
    first = accounts[POSTS[0].key]
    promised = make_promises(story, people=people, by=first, tree=tree)
    agree(story, by=first, tree=tree)
    look(accounts, tree=tree)
    register_twice(accounts)
    _work_together(
        story, facilities, accounts, tree=tree, came=came, theatres_at=timezone.now() if today is None else came
    )
    _bill(story, facilities, accounts, tree=tree)
    tell(_("%(number)s promises are made; working out figures and signals.") % {"number": promised})
    for step in AFTER_LOAD:
        step(FURNISHER)
    improve(story, accounts, tree=tree)
    suppose(facilities, accounts, story, tree=tree, now=came)
    _look_after_money(story, facilities, accounts, tree=tree)
    tell(
        _("The demonstration facility is ready after %(seconds)s seconds.")
        % {"seconds": round(time.monotonic() - began)}
    )


def _work_together(
    story: Story,
    facilities: Mapping[str, Facility],
    accounts: Mapping[str, Account],
    *,
    tree: Tree,
    came: dt.datetime,
    theatres_at: dt.datetime,
) -> None:
    """What people of wards, theatres, stores and quality have done lately."""
    work(story, accounts, tree=tree)
    report_and_learn(accounts, tree=tree, now=came)
    keep_register(accounts, tree=tree, now=came)
    complain(accounts, tree=tree, now=came)
    follow(facilities, accounts, tree=tree, now=came)
    run_boards(facilities, accounts, tree=tree, now=came)
    give_blocks(facilities, accounts, story, tree=tree)
    run_theatres(facilities, accounts, tree=tree, now=theatres_at)
    keep_stores(facilities, accounts, tree=tree, now=came)


def _bill(story: Story, facilities: Mapping[str, Facility], accounts: Mapping[str, Account], *, tree: Tree) -> None:
    """Claims, remittances, denials and payments of the last months."""
    bill_and_be_paid(settings.HOME / "demonstration", facilities, accounts, story, tree=tree)
    deny_and_mend(facilities, accounts, story, tree=tree)
    appeal(facilities, accounts, story, tree=tree)
    claim(facilities, accounts, story, tree=tree)
    code_and_ask(facilities, accounts, story, tree=tree)
    send_and_hear(facilities, accounts, story, tree=tree)
    scrub(facilities, accounts, story, tree=tree)
    pay(facilities, accounts, tree=tree)
    deposit(facilities, accounts, story, tree=tree)


def _look_after_money(
    story: Story, facilities: Mapping[str, Facility], accounts: Mapping[str, Account], *, tree: Tree
) -> None:
    """Next year's budget, purchases, what heads say of last month, overhead, peers and savings; told anew then."""
    draft_budget(story, facilities, accounts, tree=tree)
    buy(story, facilities, accounts, tree=tree)
    explain_variances(story, accounts, tree=tree)
    compare(story, facilities, accounts, tree=tree)
    save_money(story, accounts, tree=tree)
    find_signals(day=story.today, by=FURNISHER)


def _take_in(sent: tuple[FeedFiles, ...], facilities: Mapping[str, Facility], *, came: dt.datetime, by: Actor) -> Tally:
    """Every feed through the front door, in the order sent; ``came`` is when this morning's files came."""
    total = Tally()
    for files in sent:
        feed = feeds.open_feed(facility=facilities[files.facility], name=files.name, due_by=files.due_by, by=by)
        sent_at = came - dt.timedelta(days=files.days_old)
        report = feeds.take_in(feed=feed, paths=[files.folder], by=by, tell=_quietly, came_at=sent_at)
        total += report.total
    return total


def _quietly(_file: str, _done: int, _of: int) -> None:
    """One sentence for all files is enough."""
