"""Finding a word however it is written: capitals and accents do not matter. Pure.

Neither database folds accents without an extension. So people, of whom there are many, are kept with their
names folded; the few posts, teams and organisations are found by a pattern in which each letter stands for
itself, its capital and all its accented forms.
"""

import unicodedata
from collections import defaultdict
from functools import cache

LATIN = range(0x00C0, 0x0250)
OTHERWISE = {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ı": "i"}
APOSTROPHES = "'’‘`"
MOST_WORDS = 6
LONGEST_WORD = 40


def fold(text: str) -> str:
    """Small letters without accents, and one kind of apostrophe: equal for all ways to write a name."""
    plain = unicodedata.normalize("NFC", text)
    return "".join("'" if letter in APOSTROPHES else _base(letter).lower() for letter in plain)


def words_of(asked: str) -> list[str]:
    """The folded words asked for, at most MOST_WORDS of them, each as LIKE takes it with a backslash escape:
    anywhere in a folded text."""
    return [f"%{_literally(fold(word[:LONGEST_WORD]))}%" for word in asked.split()[:MOST_WORDS]]


def patterns_for(asked: str) -> list[str]:
    """One regular expression for each word asked for, at most MOST_WORDS of them. Each means the same to
    PostgreSQL and to Python, which reads it for SQLite."""
    return [pattern_for(word[:LONGEST_WORD]) for word in asked.split()[:MOST_WORDS]]


def pattern_for(word: str) -> str:
    """The word anywhere in a text."""
    return "".join(_either(letter) for letter in unicodedata.normalize("NFC", word) if letter.isprintable())


def _literally(word: str) -> str:
    """The word as LIKE takes it with a backslash for escape."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _either(letter: str) -> str:
    if letter in APOSTROPHES:
        return f"[{APOSTROPHES}]"
    base = _base(letter)
    if base in _forms():
        return f"[{_forms()[base]}{letter}]"
    if letter.isalnum():
        return f"[{letter}{_one(letter.lower())}{_one(letter.upper())}]"
    return f"\\{letter}" if letter.isascii() else letter


def _base(letter: str) -> str:
    """The plain small letter under an accent; the letter itself where there is none."""
    plain = OTHERWISE.get(letter) or unicodedata.normalize("NFKD", letter)[0]
    return plain.lower() if plain.isascii() else letter


def _one(cased: str) -> str:
    """Some capitals are two letters, which a class cannot hold."""
    return cased if len(cased) == 1 else ""


@cache
def _forms() -> dict[str, str]:
    """Each plain letter with everything it is taken for."""
    forms: dict[str, str] = defaultdict(str)
    for letter in [chr(code) for code in LATIN]:
        base = _base(letter)
        if base.isascii() and base.isalpha():
            forms[base] += letter
    return {
        chr(code): chr(code) + chr(code).upper() + forms[chr(code)] for code in range(ord("a"), ord("z") + 1)
    }
