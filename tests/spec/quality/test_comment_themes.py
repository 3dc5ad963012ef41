"""Comments by theme: whole words of a dated list, where they stand, and nothing about praise or blame."""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.departments.quality.rules.experience.themes import (
    Mark,
    Themed,
    WordList,
    by_theme,
    marks_in,
    word_list_of,
    word_list_on,
)

TODAY = dt.date(2026, 1, 5)


def words(**themes: tuple[str, ...]) -> WordList:
    return WordList("en", TODAY, "made up for this test", themes)


def found(comment: str, **themes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Theme and what stands in the comment, for every mark."""
    return [(mark.theme, comment[mark.start : mark.end]) for mark in marks_in(comment, words(**themes))]


def test_a_mark_says_theme_word_and_place() -> None:
    assert marks_in("The Nurse came.", words(nurses=("nurse",))) == (Mark("nurses", "nurse", 4, 9),)


@pytest.mark.parametrize("comment", ["nursery", "wetnurse", "nurse2", "nurse_", "nurses", "nurs", ""])
def test_only_whole_words_count(comment: str) -> None:
    expected = [("nurses", "nurse")] if comment == "nurse_" else []
    assert found(comment, nurses=("nurse",)) == expected


@pytest.mark.parametrize("comment", ["NURSE", "(nurse)", "my nurse's", "nurse-led", "…nurse!", "nurse\nnext"])
def test_case_and_signs_around_a_word_do_not_matter(comment: str) -> None:
    assert [what.lower() for _, what in found(comment, nurses=("nurse",))] == ["nurse"]


@pytest.mark.parametrize("between", [" ", "\n  ", "-", "\u2011", "' ", " - "])
def test_words_of_several_parts(between: str) -> None:
    comment = f"no call{between}bell here"
    assert found(comment, wait=("call bell",)) == [("wait", f"call{between}bell")]


@pytest.mark.parametrize("comment", ["call. Bell", "call the bell", "bell call", "call"])
def test_parts_that_do_not_stand_together_are_no_word(comment: str) -> None:
    assert found(comment, wait=("call bell",)) == []


def test_where_two_overlap_the_longer_counts() -> None:
    themes = {"bedding": ("call",), "wait": ("call bell",)}
    assert found("a call, a call bell", **themes) == [("bedding", "call"), ("wait", "call bell")]


@pytest.mark.parametrize(
    ("word", "comment", "stands"),
    [
        ("infirmière", "L’infirmière est venue", "infirmière"),
        ("infirmie\u0300re", "une infirmière", "infirmière"),
        ("infirmière", "une infirmie\u0300re", "infirmie\u0300re"),
        ("Straße", "die STRASSE war laut", "STRASSE"),
        ("сестра", "Сестра пришла", "Сестра"),
        ("नर्स", "नर्स आई", "नर्स"),
        ("ممرضة", "جاءت ممرضة", "ممرضة"),
    ],
)
def test_any_language_with_blanks_between_words(word: str, comment: str, stands: str) -> None:
    assert found(comment, nurses=(word,)) == [("nurses", stands)]


@pytest.mark.parametrize(
    ("word", "comment"), [("नर", "नर्स आई"), ("schon", "schön"), ("infirmiere", "infirmière"), ("cafe", "cafe\u0301")]
)
def test_marks_and_accents_belong_to_words(word: str, comment: str) -> None:
    assert found(comment, nurses=(word,)) == []


def test_places_hold_after_letters_that_fold_to_several() -> None:
    assert found("Spaß, ŉ nurse", nurses=("nurse",)) == [("nurses", "nurse")]


def test_comments_stand_under_each_of_their_themes() -> None:
    listed = words(nurses=("nurse",), food=("meal",), parking=("garage",))
    grouped = by_theme([("1", "meal, nurse, meal"), ("2", "nothing"), ("3", "a nurse")], listed)
    assert {theme: [one.key for one in them] for theme, them in grouped.items()} == {
        "nurses": ["1", "3"],
        "food": ["1"],
        "parking": [],
    }
    one = grouped["food"][0]
    assert isinstance(one, Themed)
    assert one.themes == ("food", "nurses")
    assert len(one.marks) == 3


def test_the_list_that_began_last_holds() -> None:
    rows = [
        {"language": "en", "since": dt.date(2024, 1, 1), "source": "s", "themes": {"food": ["meal"]}},
        {"language": "en", "since": dt.date(2026, 1, 1), "source": "s", "themes": {"food": ["lunch"]}},
        {"language": "fr", "since": dt.date(2026, 1, 1), "source": "s", "themes": {"food": ["repas"]}},
    ]
    assert word_list_of(rows, "en", dt.date(2025, 12, 31)).themes == {"food": ("meal",)}
    assert word_list_of(rows, "en", TODAY).themes == {"food": ("lunch",)}
    assert word_list_of(rows, "fr", TODAY).themes == {"food": ("repas",)}
    with pytest.raises(ValueError, match="no list of words in de"):
        word_list_of(rows, "de", TODAY)


def test_a_word_under_two_themes_is_refused() -> None:
    row = {"since": TODAY, "language": "en", "source": "s", "themes": {"a": ["call bell"], "b": ["Call-Bell", "x"]}}
    with pytest.raises(ValueError, match="twice: call bell"):
        word_list_of([row], "en", TODAY)


def test_the_shipped_list_finds_what_people_write_about() -> None:
    listed = word_list_on("en", TODAY)
    comment = "The nurse's aide was kind, but the call button went unanswered and the meals were cold."
    assert [(mark.theme, mark.word) for mark in marks_in(comment, listed)] == [
        ("nurses", "nurse's aide"),
        ("responsiveness", "call button"),
        ("food", "meals"),
        ("room", "cold"),
    ]


def test_the_shipped_list_has_no_words_that_only_praise_or_blame() -> None:
    judging = {"good", "bad", "great", "kind", "rude", "excellent", "terrible", "friendly", "amazing", "awful", "poor"}
    assert judging.isdisjoint(word for listed in word_list_on("en", TODAY).themes.values() for word in listed)
