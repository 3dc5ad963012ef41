"""`wellrun scenario readmissions`: what it prints, and that asking for help loads nothing heavy."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import NamedTuple

import pytest

from wellrun.config.command import COMMANDS, NEEDS_NO_INSTALLATION, main
from wellrun.config.commands.scenario import judged, judged_demonstration
from wellrun.engines.effect.trial import Summary

FOUND = Summary(
    seeds=100,
    mean_reduction=0.17,
    least_reduction=0.16,
    mean_estimate=0.17,
    mean_width=0.12,
    found=98,
    covered=95,
    proven=90,
    attributed=88,
    false_findings=8,
    covered_idle=95,
    pairs_alone=2,
    expected_alone=15,
)


def test_the_demands_are_those_of_the_scenario() -> None:
    assert [held for _, held in judged(FOUND)] == [True, True, True]
    missed = replace(FOUND, mean_reduction=0.149, proven=89, false_findings=9)
    assert [held for _, held in judged(missed)] == [False, False, False]


def test_the_demands_on_the_demonstration_are_the_same() -> None:
    class Seen(NamedTuple):
        reduction: float = 0.18
        proven: bool = True
        false_finding: bool = False

    def holds(*found: Seen) -> list[bool]:
        return [held for _, held in judged_demonstration(found)]

    assert holds(*[Seen()] * 9, Seen(proven=False)) == [True, True, True]
    assert holds(*[Seen()] * 8, *[Seen(proven=False)] * 2) == [True, False, True]
    assert holds(*[Seen()] * 11, Seen(false_finding=True)) == [True, True, False]
    assert holds(*[Seen(reduction=0.1)] * 10) == [False, True, True]


def test_one_seed_is_told_in_sentences_and_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["scenario", "readmissions", "--seeds", "1", "--first", "3000"]
    assert main(asked) == 0
    said = capsys.readouterr().out
    assert "Found: a fall." in said
    assert "Found: no change that chance does not explain." in said
    assert main([*asked, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["seeds"], answer["proven"], answer["false_findings"]) == (1, 1, 0)
    assert all(demand["holds"] for demand in answer["demands"])
    assert answer["example"]["with_programme"]["can"]


def test_nonsense_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "readmissions", "--seeds", "0"]) == 1
    assert "one seed or more" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["scenario", "risk"])
def test_it_needs_no_installation_and_help_loads_nothing_heavy(word: str) -> None:
    assert word in COMMANDS
    assert word in NEEDS_NO_INSTALLATION
    script = (
        "import sys\nfrom wellrun.config.command import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'numpy', 'scipy', 'sklearn', 'django'} & sys.modules.keys()))"
    )
    for asked in (["--help"], [word, "--help"]):
        done = subprocess.run([sys.executable, "-c", script, *asked], capture_output=True, text=True, check=True)
        assert done.stdout.strip().endswith("[]")
