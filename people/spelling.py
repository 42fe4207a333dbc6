"""Finding a word however it is written: capitals and accents do not matter. Pure.

Neither database folds accents without an extension, so the folding is in the pattern: each letter stands
for itself, its capital and all its accented forms.
"""

import unicodedata
from collections import defaultdict
from functools import cache

LATIN = range(0x00C0, 0x0250)
OTHERWISE = {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ı": "i"}
APOSTROPHES = "'’‘`"
MOST_WORDS = 6
LONGEST_WORD = 40


def patterns_for(asked: str) -> list[str]:
    """One regular expression for each word asked for, at most MOST_WORDS of them. Each means the same to
    PostgreSQL and to Python, which reads it for SQLite."""
    return [pattern_for(word[:LONGEST_WORD]) for word in asked.split()[:MOST_WORDS]]


def pattern_for(word: str) -> str:
    """The word anywhere in a text."""
    return "".join(_either(letter) for letter in unicodedata.normalize("NFC", word) if letter.isprintable())


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
