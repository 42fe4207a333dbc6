"""A name is found however it is written."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.spelling import LONGEST_WORD, MOST_WORDS, fold, patterns_for, words_of


def finds(asked: str, text: str) -> bool:
    """Both ways of looking agree: by pattern in a text as it is written, and by LIKE in one that is folded."""
    found = all(re.search(pattern, text) for pattern in patterns_for(asked))
    assert found == all(plain(word) in fold(text) for word in words_of(asked))
    return found


def plain(word: str) -> str:
    """What LIKE looks for when it is given the word."""
    return re.sub(r"\\(.)", r"\1", word[1:-1])


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("renee", "Renée Échantillon"),
        ("ECHANTILLON", "Renée Échantillon"),
        ("Renée", "Renee Sample"),
        ("muller", "Jürgen MÜLLER"),
        ("lukasz", "Łukasz Sample"),
        ("o'brien", "Ada O’Brien"),
        ("o’brien", "Ada O'Brien"),
        ("sample ada", "Ada Sample"),
        ("ample", "Ada Sample"),
        ("a.b+c@nca", "a.b+c@nca.example"),
        ("[x](y)^$|\\", "[x](y)^$|\\"),
        ("Ω", "ω"),
        ("", "anything"),
    ],
)
def test_found(asked: str, text: str) -> None:
    assert finds(asked, text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [("ada brown", "Ada Sample"), (".", "Ada"), ("a%", "Ada"), ("_da", "Ada"), ("sampel", "Sample")],
)
def test_not_found(asked: str, text: str) -> None:
    assert not finds(asked, text)


@given(st.text(max_size=200))
def test_whatever_is_typed_is_a_pattern_that_finds_itself(asked: str) -> None:
    written = unicodedata.normalize("NFC", asked)
    assert len(patterns_for(asked)) <= MOST_WORDS
    if written.isprintable() and all(len(word) <= LONGEST_WORD for word in asked.split()):
        assert finds(asked, written)
