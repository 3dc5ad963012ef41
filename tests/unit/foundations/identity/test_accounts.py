"""Inviting, lost factors and leaving, by page: who may help whom, and what is written down (ASVS 5.0, 6.4.4)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.conftest import account
from tests.signing_in import signed_in

from wellrun.foundations.access import actions as access
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.identity import accounts, tasks
from wellrun.foundations.identity.models import SignInLink
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db
WORDS = "passport, at the service desk"


@pytest.fixture
def administrator(world: Any) -> Account:
    return account("administrator", Role.ADMINISTRATOR, "H1")


def helped(account: Account, what: str) -> str:
    return reverse(f"identity:{what}", args=[account.pk])


def link_on(page: Any) -> str:
    found = re.search(rb"http://testserver(/sign-in/\S+?/)<", page.content)
    assert found is not None, page.content
    return found.group(1).decode()


def test_an_invitation_opens_the_account_once_and_is_shown_once(world: Any, administrator: Account) -> None:
    client = signed_in(administrator)
    link = link_on(client.post(helped(world.ward_manager, "invite")))
    page = client.get(helped(world.ward_manager, "helping"))
    assert link.encode() not in page.content and b"Withdraw" in page.content
    opened = Client().post(link)
    assert opened.status_code == 302 and "sign-in" not in opened["Location"]
    assert Client().post(link).status_code != 302
    made = Entry.objects.get(action="identity.link.made")
    assert (made.actor_id, made.after["purpose"]) == (administrator.pk, "invitation")


def test_a_new_invitation_ends_the_one_before_and_a_withdrawn_one_opens_nothing(
    world: Any, administrator: Account
) -> None:
    client = signed_in(administrator)
    first = link_on(client.post(helped(world.ward_manager, "invite")))
    second = link_on(client.post(helped(world.ward_manager, "invite")))
    assert Client().post(first).status_code != 302
    client.post(helped(world.ward_manager, "withdraw"))
    assert Client().post(second).status_code != 302
    assert not SignInLink.objects.filter(account=world.ward_manager).exists()


def test_nobody_helps_themselves_or_an_account_that_reaches_further(world: Any, administrator: Account) -> None:
    """The director holds a role in the whole network, the administrator in one hospital of it."""
    for other in (administrator, world.director):
        with pytest.raises(Refused) as refused:
            accounts.invite(account=other, by=administrator, tree=world.tree)
        assert refused.value.faults[0].code == "access.refused"
    assert not SignInLink.objects.exists()
    assert accounts.may_help(world.ward_manager, by=administrator, tree=world.tree)
    assert not accounts.may_help(world.ward_manager, by=world.director, tree=world.tree)


def test_somebody_without_a_role_is_helped_where_they_work(world: Any, administrator: Account) -> None:
    assert accounts.may_help(world.stranger, by=administrator, tree=world.tree)
    elsewhere = account("administrator.of.h2", Role.ADMINISTRATOR, "H2")
    assert not accounts.may_help(world.stranger, by=elsewhere, tree=world.tree)


def test_lost_factors_are_taken_off_when_it_is_sure_who_asks(world: Any, administrator: Account) -> None:
    owner = account("owner", Role.CLINICIAN, "H1/W1")
    Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={})
    client = signed_in(administrator)
    for given in ({"proof": "", "words": WORDS}, {"proof": "in person", "words": "ok"}):
        answer = client.post(helped(owner, "lost-factors"), given)
        assert answer.status_code == 422
        assert Authenticator.objects.filter(user=owner).exists()
    answer = client.post(helped(owner, "lost-factors"), {"proof": "in person", "words": WORDS})
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=owner).exists()
    assert Entry.objects.get(action="identity.factors_taken_off").why == f"in person: {WORDS}"
    tasks.tell_of_factors.call(owner.pk)
    told = mail.outbox[-1]
    assert told.to == [owner.email] and "http" not in told.body


def test_whoever_leaves_is_out_and_comes_in_again_by_invitation_only(world: Any, administrator: Account) -> None:
    client, theirs = signed_in(administrator), signed_in(world.ward_manager)
    client.post(helped(world.ward_manager, "close-account"), {"why": "left the hospital"})
    assert theirs.get("/today/").status_code == 302
    with pytest.raises(Refused) as refused:
        accounts.invite(account=Account.objects.get(pk=world.ward_manager.pk), by=administrator, tree=world.tree)
    assert refused.value.faults[0].code == "people.closed"
    client.post(helped(world.ward_manager, "close-account"), {"why": "back"})
    assert Account.objects.get(pk=world.ward_manager.pk).is_active
    assert [one.why for one in Entry.objects.filter(action__startswith="identity.account.").order_by("pk")] == [
        "left the hospital",
        "back",
    ]


def test_the_list_holds_accounts_of_the_place_and_nobody_elses(world: Any, administrator: Account) -> None:
    of_h2 = account("clerk.of.h2", Role.FRONT_DESK, "H2")
    page = signed_in(administrator).get("/accounts/?at=H1")
    assert world.ward_manager.email.encode() in page.content
    assert of_h2.email.encode() not in page.content
    assert signed_in(administrator).get(helped(of_h2, "helping") + "?at=H1").status_code == 404
    access.grant(account=of_h2, role=Role.FRONT_DESK, place="H1", by=System("test"))
    assert not accounts.may_help(Account.objects.get(pk=of_h2.pk), by=administrator, tree=world.tree)
