"""`wellrun roster`: solve, then check what was written, in both formats, and faults with their line."""

import importlib.util
import json
from pathlib import Path

from wellrun.config.command import main

here = Path(__file__).with_name("test_formats.py")
spec = importlib.util.spec_from_file_location("formats_as_text", here)
texts = importlib.util.module_from_spec(spec)
spec.loader.exec_module(texts)


def test_a_shift_scheduling_instance_is_solved_and_its_roster_checked(tmp_path, capsys):
    file, roster = tmp_path / "Instance.txt", tmp_path / "roster.txt"
    file.write_text(texts.INSTANCE)
    assert main(["roster", "solve", str(file), "--seconds", "20", "--cores", "1", "--out", str(roster), "--json"]) == 0
    solved = json.loads(capsys.readouterr().out)
    assert solved["legal"] and solved["bound"] == solved["penalty"]
    assert main(["roster", "check", str(file), str(roster), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["penalty"] == solved["penalty"]


def test_a_competition_instance_is_named_by_folder_and_name(tmp_path, capsys):
    folder = tmp_path / "n001"
    folder.mkdir()
    (folder / "Sc-n001.txt").write_text(texts.SCENARIO)
    (folder / "H0-n001-0.txt").write_text(texts.HISTORY)
    (folder / "WD-n001-3.txt").write_text(texts.WEEK)
    at = [str(tmp_path / "n001_0_3-3"), "--format", "inrc2"]
    assert main(["roster", "solve", *at, "--seconds", "1", "--cores", "1", "--out", str(tmp_path / "out")]) == 0
    assert main(["roster", "check", *at, str(tmp_path / "out")]) == 0
    assert "legal yes" in capsys.readouterr().out


def test_what_cannot_be_read_is_told(tmp_path, capsys):
    file = tmp_path / "Instance.txt"
    file.write_text(texts.INSTANCE.replace("D,480,", "D,eight,"))
    assert main(["roster", "solve", str(file)]) == 1
    assert "line 6" in capsys.readouterr().err
