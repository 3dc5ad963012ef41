"""What a claim says is kept whole and sealed."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from tests.generative.test_x12_written import Chance
from tests.unit.departments.revenue.conftest import Office

from wellrun.departments.revenue.models import ClaimContent
from wellrun.departments.revenue.queries.contents import content_of
from wellrun.departments.revenue.rules.content import from_plain, to_plain
from wellrun.engines.x12 import BilledClaim

pytestmark = pytest.mark.django_db


def some_claim(seed: int = 7) -> BilledClaim:
    return Chance(seed).billing().claims[0]


def test_a_claim_of_which_only_sums_are_known_has_no_content(office: Office) -> None:
    assert content_of(office.bill("C1")[0]) is None


def test_what_is_kept_comes_back_and_lies_sealed(office: Office) -> None:
    claim, said = office.bill("C1")[0], some_claim()._replace(number="READABLE-MARK")
    ClaimContent.objects.create(claim=claim, content=json.dumps(to_plain(said)), form="P")
    assert content_of(claim) == said
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM revenue_claimcontent")
        assert b"READABLE-MARK" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize("seed", range(40))
def test_any_claim_comes_back_from_json_in_the_same_order(seed: int) -> None:
    for said in Chance(seed).billing().claims:
        back = from_plain(json.loads(json.dumps(to_plain(said))))
        assert back == said
        assert list(back.parties) == list(said.parties)
        assert [list(line.references) for line in back.lines] == [list(line.references) for line in said.lines]


def test_what_was_kept_before_a_field_was_added_takes_its_default() -> None:
    said = some_claim()
    plain = to_plain(said)
    del plain["payer"]["contacts"]
    back = from_plain(plain)
    assert back.payer is not None
    assert said.payer is not None
    assert back.payer == said.payer._replace(contacts=())


def test_what_is_no_claim_is_told() -> None:
    with pytest.raises(ValueError, match="nothing that was kept"):
        from_plain({"number": "1"})
