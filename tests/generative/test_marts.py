"""Marts against an obvious slow reference: encounters of a few patients, with every trap the field sends."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from wellrun.warehouse.measures.example import facts_of

TODAY = date(2026, 3, 1)
MIDNIGHT = datetime.combine(TODAY, datetime.min.time())
START = datetime.combine(date(2026, 1, 1), datetime.min.time())

# Few days and few hours of the day, so that same-day, touching and overlapping encounters are common.
moments = st.builds(
    lambda day, hour: START + timedelta(days=day, hours=hour), st.integers(0, 12), st.sampled_from([0, 9, 22])
)


@st.composite
def encounters(draw):
    rows = []
    for number in range(draw(st.integers(3, 8))):
        start = draw(moments)
        hours = draw(st.sampled_from([0, 5, 14, 24, 30, 48, 72, 900, None]))
        end = None if hours is None else start + timedelta(hours=hours)
        rows.append(
            {
                "encounter": f"e{number}",
                "patient": draw(st.sampled_from(["a", "a", "a", "b", None])),
                "status": draw(st.sampled_from(["finished", "finished", "finished", None, "planned", "in-progress"])),
                "class_code": draw(
                    st.sampled_from(["IMP", "imp", "ACUTE", "OBSENC", "SS", "EMER", "EMER", "AMB", "HH", None])
                ),
                "unit": draw(st.sampled_from(["W1", "W2", None])),
                "started_at": start,
                "ended_at": end,
                "admit_source": draw(st.sampled_from([None, None, "emd", "gp"])),
                "disposition": draw(st.sampled_from([None, "home", "exp", "02", "aadvice", "hosp"])),
                "part_of": draw(st.sampled_from([None, None, None, None, None, "e0", "nobody"])),
            }
        )
    return rows


@st.composite
def facilities(draw):
    rows = draw(encounters())
    places = []
    for row in rows:
        arrived = row["started_at"]
        for position in range(draw(st.sampled_from([0, 0, 1, 2, 3]))):
            places.append(
                {
                    "encounter": row["encounter"],
                    "position": position,
                    "unit": draw(st.sampled_from(["W1", "W2", "W3"])),
                    "started_at": arrived,
                }
            )
            arrived += timedelta(hours=draw(st.integers(1, 60)))
    return {"encounters": rows, "encounter_places": places}


# The reference: one patient, one night, one question at a time.


def happened(row):
    return row["status"] != "planned"


def wholes(rows):
    """For each encounter that is part of another one that happened, that other one."""
    known = {row["encounter"] for row in rows if happened(row)}
    return {
        row["encounter"]: row["part_of"]
        for row in rows
        if happened(row) and row["part_of"] in known and row["part_of"] != row["encounter"]
    }


def kind(row, *, rows, places):
    """Inpatient, observation, or None if it is no stay; the six rules of marts.encounters.kinds in order."""
    inside = wholes(rows)
    if not happened(row) or row["encounter"] in inside:
        return None
    code = (row["class_code"] or "").upper()
    nights = None if row["ended_at"] is None else (row["ended_at"].date() - row["started_at"].date()).days
    if code in {"IMP", "ACUTE"}:
        return "inpatient"
    if code == "OBSENC":
        return "observation"
    if code == "SS":
        return "inpatient" if nights is None or nights >= 1 else None
    if code == "HH" or nights is None or nights < 1:
        return None
    moved = any(place["encounter"] == row["encounter"] and place["position"] >= 1 for place in places)
    parts = [other for other in rows if inside.get(other["encounter"]) == row["encounter"]]
    holds = any((part["class_code"] or "").upper() in {"IMP", "ACUTE", "OBSENC", "EMER"} for part in parts)
    recorded = row["admit_source"] is not None or row["disposition"] is not None
    if code == "EMER":
        evident = moved or holds or row["admit_source"] == "emd" or (recorded and nights >= 2)
    else:
        evident = moved or holds or recorded
    return "inpatient" if evident else None


def reference_stays(world):
    found = []
    for row in world["encounters"]:
        what = kind(row, rows=world["encounters"], places=world["encounter_places"])
        if what:
            ended = row["ended_at"]
            over = row["status"] == "finished"
            until = ended or (row["started_at"] if over else max(MIDNIGHT, row["started_at"]))
            person = row["patient"] or "encounter " + row["encounter"]
            found.append({**row, "kind": what, "until": until, "person": person})
    return sorted(found, key=lambda stay: (stay["started_at"], stay["until"], stay["encounter"]))


def place_at(moment, stay, places):
    """Where the patient of a stay is: the last place begun, the first one even before it began."""
    mine = sorted(
        (place["started_at"], place["position"], place["unit"])
        for place in places
        if place["encounter"] == stay["encounter"]
    )
    if not mine:
        return stay["unit"] or ""
    begun = [unit for started, _, unit in mine if started <= moment]
    return begun[-1] if begun else mine[0][2]


def reference_census(world):
    """Patients by unit and midnight: whoever has a stay open over it counts once, in the stay begun first."""
    stays = reference_stays(world)
    census = Counter()
    for day in (START.date() + timedelta(days=number) for number in range(80)):
        midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
        for person in {stay["person"] for stay in stays}:
            open_stays = [
                stay
                for stay in stays
                if stay["person"] == person and stay["started_at"] < midnight and stay["until"] >= midnight
            ]
            if open_stays and day != TODAY:
                census[
                    place_at(midnight - timedelta(microseconds=1), open_stays[0], world["encounter_places"]), day
                ] += 1
    return census


def reference_returns(world):
    """(discharge day, unit) of every index discharge whose 30 days are over, and of those followed by a return."""
    index, returned = Counter(), Counter()
    stays = reference_stays(world)
    for person in {stay["person"] for stay in stays}:
        spells = []
        for stay in (stay for stay in stays if stay["person"] == person):
            spell = spells[-1] if spells else None
            if spell and stay["until"] <= spell[-1]["until"]:
                continue
            gap = (stay["started_at"].date() - spell[-1]["until"].date()).days if spell else None
            if spell and (gap <= 0 or (gap == 1 and spell[-1]["disposition"] == "02")):
                spell.append(stay)
            else:
                spells.append([stay])
        bedded = [spell for spell in spells if any(stay["kind"] == "inpatient" for stay in spell)]
        for number, spell in enumerate(bedded):
            last = spell[-1]
            if last["ended_at"] is None or last["disposition"] in {"exp", "aadvice", "02"}:
                continue
            if (TODAY - last["until"].date()).days <= 30 and last["until"].date() <= TODAY:
                continue
            key = (last["until"].date(), last["unit"] or "")
            index[key] += 1
            following = bedded[number + 1] if number + 1 < len(bedded) else None
            if following and (following[0]["started_at"].date() - last["until"].date()).days <= 30:
                returned[key] += 1
    return index, returned


EXAMPLES = 50 if "WELLRUN_THOROUGH" in os.environ else 20
"""Each example stands alone; `make test-thorough` tries them all."""


@settings(max_examples=EXAMPLES, deadline=None)
@given(facilities())
def test_stays_census_and_returns_agree_with_the_reference(world):
    facts = facts_of(world, today=TODAY)
    stays = facts.backend.rows(facts.mart("stays"))
    expected = reference_stays(world)
    assert {(s["encounter"], s["kind"]) for s in stays} == {(s["encounter"], s["kind"]) for s in expected}

    days = facts.backend.rows(facts.mart("unit_days"))
    census = Counter({(row["unit"], row["day"]): row["midnight"] for row in days if row["midnight"]})
    assert census == reference_census(world)

    index, returned = Counter(), Counter()
    for row in facts.backend.rows(facts.mart("returns")):
        index[row["day"], row["unit"]] += row["index_30"]
        returned[row["day"], row["unit"]] += row["returned_30"]
    assert (+index, +returned) == reference_returns(world)
