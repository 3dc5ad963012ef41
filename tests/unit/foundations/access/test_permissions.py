"""Least access: a role counts only for its place and what lies below, and nothing is allowed unasked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.signing_in import signed_in

from wellrun.foundations.access import actions
from wellrun.foundations.access.permissions import check_may, may, places_where
from wellrun.foundations.access.rules import POLICY, Permission, Role
from wellrun.foundations.audit.actions import System
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db


def test_every_role_is_in_the_policy() -> None:
    assert set(POLICY) == set(Role)


def test_a_role_counts_for_its_place_and_below(world: Any) -> None:
    for code in ("NET", "H1", "H1/medicine", "H1/W1", "H2/W2"):
        assert may(world.director, Permission.READ_FIGURES, world.place(code), tree=world.tree)


@pytest.mark.parametrize("code", ["NET", "H1", "H1/medicine", "H1/W2", "H2/W1"])
def test_a_role_counts_for_nothing_beside_or_above(world: Any, code: str) -> None:
    assert may(world.ward_manager, Permission.READ_FIGURES, world.place("H1/W1"), tree=world.tree)
    assert not may(world.ward_manager, Permission.READ_FIGURES, world.place(code), tree=world.tree)
    with pytest.raises(Refused, match="may not"):
        check_may(world.ward_manager, Permission.READ_FIGURES, world.place(code), tree=world.tree)


def test_no_role_means_nowhere(world: Any) -> None:
    for permission in Permission:
        assert places_where(world.stranger, permission, tree=world.tree) == ()


def test_an_account_that_was_closed_may_do_nothing(world: Any) -> None:
    world.director.is_active = False
    world.director.save()
    world.director._grants_held = None
    assert places_where(world.director, Permission.READ_FIGURES, tree=world.tree) == ()


def test_a_page_asked_for_another_place_is_refused(world: Any) -> None:
    client = Client()
    client.force_login(world.ward_manager)
    assert client.get(reverse("catalogue:list"), {"at": "H1/W1"}).status_code == 200
    for code in ("H1", "H2/W1", "nowhere"):
        assert client.get(reverse("catalogue:list"), {"at": code}).status_code == 403


def test_a_page_is_refused_to_an_account_without_roles(world: Any) -> None:
    client = signed_in(world.stranger)
    assert client.get(reverse("today:page")).status_code == 403


def test_a_stranger_from_outside_is_sent_to_sign_in(db: None) -> None:
    answer = Client().get(reverse("today:page"), {"at": "H1"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_pages_carry_a_strict_content_security_policy(db: None) -> None:
    policy = Client().get(reverse("account_login"))["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_audit_is_read_by_those_who_may_and_says_whether_it_is_whole(world: Any) -> None:
    from wellrun.foundations.audit.models import Entry

    actions.grant(account=world.stranger, role=Role.AUDITOR, place="NET", by=System("test"))
    client = signed_in(world.stranger)
    assert b"The chain is whole" in client.get(reverse("access:audit")).content
    Entry.objects.filter(pk=Entry.objects.first().pk).update(actor="forged")
    assert b"The chain is broken" in client.get(reverse("access:audit"), {"prove": "1"}).content
    client.force_login(world.director)
    assert client.get(reverse("access:audit")).status_code == 403
