"""Harbour View lived through anew: the programme takes away what it says, from the day it begins."""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.demo import returning
from wellrun.demo.hospital import hospital
from wellrun.demo.patients import Registry
from wellrun.demo.story import Story

TODAY = dt.date(2026, 11, 16)


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(returning, "BEFORE", 3)
    monkeypatch.setattr(returning, "AFTER", 3)


def test_what_happens_before_the_programme_is_the_same_and_less_come_back_after(short):
    idle = returning.returns_by_month(TODAY, seed=1, effect=0.0)
    working = returning.returns_by_month(TODAY, seed=1, effect=0.6)
    assert len(idle) == len(working) == 6
    assert working[:2] == idle[:2]
    before, after, untouched = (
        sum(point.returns for point in points) / sum(point.discharges for point in points)
        for points in (working[:2], working[4:], idle[4:])
    )
    assert after < 0.6 * before
    assert 0.8 * before < untouched < 1.25 * before


def test_another_seed_is_another_lot(short):
    assert returning.returns_by_month(TODAY, seed=1, effect=0.0) != returning.returns_by_month(
        TODAY, seed=2, effect=0.0
    )


def test_the_demonstration_itself_is_told_as_before():
    story = Story(TODAY, 2)
    registry = Registry(prefix="HV", reference=story.first)
    assert hospital(story, registry).stays == hospital(story).stays
