"""Queue formulas of a ward: what share waits, how long, and how many beds it takes. Hand figures and known
identities."""

import math

import pytest

from wellrun.engines.flow import formulas


def test_offered_load_is_arrivals_times_stay():
    """Little 1961: ten a day who stay five days are fifty beds' worth."""
    assert formulas.load(10, 5) == 50


def test_erlang_b_by_hand():
    """Load 2 on 2 beds: (2²/2) / (1 + 2 + 2²/2) = 2/5 are turned away; on 1 bed 2/3; on none all."""
    assert [formulas.erlang_b(2, beds) for beds in (0, 1, 2)] == pytest.approx([1, 2 / 3, 2 / 5])


def test_erlang_c_by_hand():
    """Load 1 on 2 beds: 1/3 wait. Where the load fills the beds, everybody does."""
    assert formulas.erlang_c(1, 2) == pytest.approx(1 / 3)
    assert formulas.erlang_c(2, 2) == 1
    assert formulas.erlang_c(0, 3) == 0


def test_one_bed_waits_as_the_textbook_says():
    """M/M/1: load ρ, everybody waits ρ/(1 − ρ) stays on the mean, and longer than t with chance ρ·exp(−(1 −
    ρ)t/stay)."""
    assert formulas.mean_wait(0.8, 1, 3.0) == pytest.approx(12)
    assert formulas.mean_queue(0.8, 1) == pytest.approx(3.2)
    assert formulas.wait_longer(0.8, 1, 3.0, 5.0) == pytest.approx(0.8 * math.exp(-1 / 3))
    assert formulas.wait_longer(1.0, 1, 3.0, 5.0) == 1
    assert formulas.mean_wait(1.0, 1, 3.0) == formulas.mean_queue(1.0, 1) == math.inf


def test_a_quantile_of_the_wait_is_where_so_many_wait_longer():
    wait = formulas.wait_quantile(50, 55, 5.0, 0.9)
    assert formulas.wait_longer(50, 55, 5.0, wait) == pytest.approx(0.1)
    assert formulas.wait_quantile(50, 60, 5.0, 0.8) == 0
    assert formulas.wait_quantile(50, 50, 5.0, 0.8) == math.inf


@pytest.mark.parametrize("load, beds", [(8, 9), (50, 55), (2.5, 3)])
def test_littles_law_holds_between_queue_and_wait(load, beds):
    assert formulas.mean_queue(load, beds) == pytest.approx(load / 5.0 * formulas.mean_wait(load, beds, 5.0))


def test_stays_that_vary_more_make_longer_waits():
    """Pollaczek and Khinchine, one bed, stay of one always: half the wait of exponential stays."""
    assert formulas.mean_wait_general(0.8, 1, 1.0, variation=0.0) == pytest.approx(0.8 / (2 * 0.2))
    assert formulas.mean_wait_general(0.8, 1, 1.0, variation=1.0) == pytest.approx(formulas.mean_wait(0.8, 1, 1.0))


def test_patients_who_give_up():
    """Erlang A with patience as long as stays: n there is Poisson with mean the load (M/M/∞)."""
    waits, leaves, wait = formulas.abandoning(2.0, 2, patience=5.0, stay=5.0)
    below = math.exp(-2) * (1 + 2)
    # Mean beyond two beds of a Poisson of mean 2.
    queue = 2 - (math.exp(-2) * (0 * 1 + 1 * 2) + 2 * (1 - below))
    assert waits == pytest.approx(1 - below)
    assert wait == pytest.approx(queue / 0.4)
    assert leaves == pytest.approx(queue / 5.0 / 0.4)


@pytest.mark.parametrize("patience, limit", [(1e9, "c"), (1e-9, "b")])
def test_endless_patience_is_erlang_c_and_none_is_erlang_b(patience, limit):
    waits, leaves, _wait = formulas.abandoning(50.0, 55, patience=patience, stay=5.0)
    if limit == "c":
        assert (waits, leaves) == (pytest.approx(formulas.erlang_c(50, 55), rel=1e-4), pytest.approx(0, abs=1e-6))
    else:
        assert leaves == pytest.approx(formulas.erlang_b(50, 55), rel=1e-6)


def test_beds_for_a_wished_chance():
    """60 beds make 11.7 % wait and 61 fewer than 10 %; with 56 some 4.7 % would be turned away."""
    assert formulas.beds_for(50, waiting=0.10) == 61
    assert formulas.erlang_c(50, 60) > 0.10 > formulas.erlang_c(50, 61)
    beds = formulas.beds_for_few_turned_away(50, turned_away=0.05)
    assert formulas.erlang_b(50, beds - 1) > 0.05 >= formulas.erlang_b(50, beds)


def test_the_load_of_a_day_lags_behind_its_arrivals():
    """Eick, Massey and Whitt 1993: sinusoidal arrivals, mean λ, make the load's peak lag by arctan(ωs)/ω."""
    hours, stay = 168, 6.0
    omega = 2 * math.pi / 24
    # Mean rate within each hour of 4 + 2 sin(ωt).
    rates = [4 + 2 * (math.cos(omega * h) - math.cos(omega * (h + 1))) / omega for h in range(hours)]
    found = formulas.load_by_hour(rates, stay)
    size = 2 * stay / math.sqrt(1 + (omega * stay) ** 2)
    exact = [24 + size * math.sin(omega * h - math.atan(omega * stay)) for h in range(hours)]
    assert found == pytest.approx(exact, abs=0.05)


def test_even_arrivals_make_an_even_load():
    assert formulas.load_by_hour([2.0] * 168, 30.0) == pytest.approx([60.0] * 168)


def test_a_fluid_queue_of_a_morning():
    """Ten an hour from 8 to 10, served four an hour from 8 to 13: 20 come, the queue is 8 and a bit less at 10."""
    rates = [10.0 if hour % 24 in (8, 9) else 0.0 for hour in range(168)]
    units = [4.0 if 8 <= hour % 24 < 18 else 0.0 for hour in range(168)]
    queue = formulas.fluid_queue(rates, units, stay=1.0, weeks=1)
    assert queue[8] == 0
    # Four may be in care; those beyond wait, and go down by four in an hour.
    assert 8 < queue[10] < 10
    assert queue[11] == pytest.approx(queue[10] - 4)


@pytest.mark.parametrize("load, beds", [(-1, 3), (math.nan, 3), (1, -1)])
def test_nonsense_is_refused(load, beds):
    with pytest.raises(ValueError, match="must be 0 or more"):
        formulas.erlang_b(load, beds)


def test_a_wish_is_a_share():
    with pytest.raises(ValueError, match="between 0 and 1"):
        formulas.beds_for(5, waiting=0.0)
    with pytest.raises(ValueError, match="patience above 0"):
        formulas.abandoning(5, 3, patience=0.0, stay=1.0)
