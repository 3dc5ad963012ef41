"""Whatever is charged: claims conserve it to the cent, and what they say can be sent, read back and kept."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections import Counter
from decimal import Decimal

import pytest
from tests.generative.test_x12_written import ADDRESS, NOW
from tests.spec.revenue.charging import DAY, DOCTOR, FACTS, PRACTICE

from wellrun.departments.revenue.rules.charges import INSTITUTIONAL, PROFESSIONAL, Charge, charge_faults
from wellrun.departments.revenue.rules.claim_building import MOST_DIAGNOSES, MOST_LINES, Draft, Terms, drafts
from wellrun.departments.revenue.rules.claim_saying import said
from wellrun.engines.x12 import BilledClaim, Billing, Controls, Party, billing_of, judged, read, write, write_claims

EXAMPLES = 60
PROVIDERS = {"practice": PRACTICE, "doctor": DOCTOR, "second": PRACTICE._replace(name="QUAY CLINIC")}
CODES = [f"{letter}{number}.{digit}" for letter in "EIJ" for number in range(10, 14) for digit in "159"]


def some_charge(rng: random.Random, number: int) -> Charge:
    form = rng.choice((PROFESSIONAL, PROFESSIONAL, INSTITUTIONAL))
    on = DAY + dt.timedelta(rng.randrange(70))
    account = rng.choice(("A1", "A2", "A3"))
    person = form == PROFESSIONAL
    code = rng.choice(("G0463", "J1885", "Q4005")) if person or rng.random() < 0.5 else ""
    return Charge(
        number=f"C{number}",
        account=account,
        encounter=f"{account}-{rng.randrange(2)}",
        on=on,
        until=rng.choice((None, on + dt.timedelta(2))),
        amount=Decimal(rng.randrange(0, 10**6)) / 100,
        form=form,
        code=code,
        modifiers=tuple(rng.sample(("25", "59", "LT"), rng.randrange(3))) if code else (),
        units=Decimal(rng.randrange(1, 9)) / rng.choice((1, 2)),
        place=rng.choice(("11", "22")) if person else "",
        revenue_code="" if person else rng.choice(("0120", "0300")),
        diagnoses=tuple(rng.sample(CODES, rng.randrange(1, 5))) if person else (),
        billing=rng.choice(("practice", "practice", "second")),
        rendering=rng.choice(("", "doctor")),
        ordering=rng.choice(("", "", "doctor")),
    )


def some_drafts(seed: int) -> tuple[list[Charge], tuple[Draft, ...]]:
    rng = random.Random(seed)
    charges = [some_charge(rng, number) for number in range(rng.choice((1, 20, 300)))]
    change = DAY + dt.timedelta(rng.randrange(70))
    terms = {
        account: Terms(account, lambda day: ("ALPHA",) if day < change else ("BETA", "ALPHA"), rng.random() < 0.5)
        for account in ("A1", "A2", "A3")
    }
    rng.shuffle(charges)
    return charges, drafts(charges, terms)


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_no_cent_is_lost_no_charge_billed_twice_and_no_form_overfull(seed: int) -> None:
    charges, made = some_drafts(seed)
    assert all(charge_faults(one, today=dt.date(2027, 1, 1)) == () for one in charges)
    assert sum((one.amount for one in made), Decimal(0)) == sum((one.amount for one in charges), Decimal(0))
    assert Counter(one for draft in made for one in draft.charges) == Counter(charges)
    for one in made:
        assert len(one.charges) <= MOST_LINES[one.form]
        assert one.form == INSTITUTIONAL or len(one.diagnoses) <= MOST_DIAGNOSES
        assert len({(line.account, line.billing, line.form) for line in one.charges}) == 1
    of_accounts = [one.account for one in made]
    firsts = [one for at, one in enumerate(made) if not at or of_accounts[at - 1] != one.account]
    assert all(bool(one.because) != (one in firsts) for one in made)


def bare(claim: BilledClaim) -> BilledClaim:
    """Without the places of its segments, which only a file has."""
    return claim._replace(at=0, lines=tuple(line._replace(at=0) for line in claim.lines))


@pytest.mark.parametrize("seed", range(0, EXAMPLES, 2))
def test_what_claims_say_is_read_back_the_same_and_has_no_fault_in_the_tables(seed: int) -> None:
    _charges, made = some_drafts(seed)
    facts = FACTS._replace(providers=PROVIDERS, drg="291", authorisation="AUTH1")
    for form in (PROFESSIONAL, INSTITUTIONAL):
        claims = [said(one, facts, f"A-{at}") for at, one in enumerate(made) if one.form == form]
        claims.sort(key=lambda one: str((one.billing, one.subscriber)))
        if not claims:
            continue
        submitter = Party("41", "HARBOUR", "", "46", "S1", "2")
        billing = Billing(submitter, Party("40", "HOUSE", "", "46", "R1", "2"), "1", "CH", tuple(claims), (), ())
        done = write_claims([billing], ADDRESS, Controls(1, 1), NOW)
        assert done.faults == ()
        text = write(done.pieces)
        pieces = list(read(io.BytesIO(text if isinstance(text, bytes) else text.encode())))
        (back,) = [billing_of(piece) for piece in pieces if piece.set_id == "837"]
        assert (back.faults, back.unknown) == ((), ())
        assert [bare(one) for one in back.claims] == claims
        assert [fault for _piece, faults in judged(pieces) for fault in faults] == []
