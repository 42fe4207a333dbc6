"""Invented names that look invented, with the awkward shapes that real ones have."""

import unicodedata
from collections import Counter
from random import Random

from app.demo.career import Person

_BEGINNINGS = (
    "Demo", "Draft", "Dummy", "Example", "Faux", "Fiction", "Imagine", "Invent", "Make",
    "Mock", "Model", "Pretend", "Proto", "Sample", "Sham", "Specimen", "Test", "Trial",
)  # fmt: skip
_ENDINGS = (
    "bourne", "by", "combe", "croft", "den", "field", "gate", "ham", "hurst",
    "ley", "more", "ridge", "shaw", "stead", "thwaite", "ton", "well", "wood", "worth",
)  # fmt: skip
SURNAMES = tuple(beginning + ending for ending in _ENDINGS for beginning in _BEGINNINGS)

GIVEN_NAMES = (
    "Aaliyah", "Abdul", "Abigail", "Adam", "Aisha", "Alan", "Amina", "Andrew", "Anita", "Asif",
    "Barbara", "Beatrice", "Bilal", "Brian", "Carmel", "Carol", "Catherine", "Chidi", "Claire", "Colin",
    "Daniel", "Deborah", "Denise", "Derek", "Edith", "Elizabeth", "Emeka", "Esther", "Farah", "Fiona",
    "Frank", "George", "Grace", "Hannah", "Harold", "Hassan", "Helen", "Imran", "Irene", "Jacob",
    "James", "Jean", "Joseph", "Joyce", "Karen", "Katarzyna", "Kevin", "Khadija", "Laura", "Leah",
    "Leonard", "Linda", "Margaret", "Mariam", "Martin", "Michael", "Miriam", "Mohammed", "Naomi", "Nasreen",
    "Nicola", "Olga", "Oliver", "Patricia", "Paul", "Peter", "Philip", "Priya", "Rachel", "Rashid",
    "Rebecca", "Robert", "Ruth", "Samuel", "Sandra", "Sarah", "Shabana", "Sheila", "Simon", "Stanley",
    "Susan", "Tariq", "Teresa", "Thomas", "Usman", "Valerie", "Victor", "Wendy", "William", "Yusuf",
)  # fmt: skip

SHORT_NAMES = {
    "Abigail": "Abi", "Andrew": "Andy", "Catherine": "Cath", "Daniel": "Dan", "Deborah": "Debs",
    "Elizabeth": "Liz", "James": "Jim", "Joseph": "Joe", "Katarzyna": "Kasia", "Leonard": "Len",
    "Margaret": "Peggy", "Michael": "Mick", "Mohammed": "Mo", "Nicola": "Nicky", "Patricia": "Pat",
    "Rebecca": "Becky", "Robert": "Bob", "Samuel": "Sam", "Thomas": "Tom", "William": "Bill",
}  # fmt: skip

# Every twentieth member of staff has one of these: accents, apostrophes, hyphens, spaces, great length.
AWKWARD_NAMES = (
    ("Siân", "O'Sample"),
    ("Zoë", "D'Exemplar-Testwood"),
    ("José María", "de la Muestra"),
    ("Renée", "Échantillon"),
    ("Jürgen", "Müstermann"),
    ("Gráinne", "Ní Shampla"),
    ("Wilhelmina-Alexandrina", "Featherstonehaugh-Samplethwaite-Exampleton of Testbourne"),
    ("Bo", "Ek"),
    ("Nguyễn Thị", "Mẫu"),
    ("Søren", "Prøvesen"),
    ("Mary Jo", "McTrial"),
    ("Çiğdem", "Örnekoğlu"),
)
EVERY_AWKWARD = 20


class NameGiver:
    """Gives each new member of staff a name and an address of their own, in an order fixed by the seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(f"{seed} names")
        self._given = 0
        self._addresses: Counter[str] = Counter()

    def person(self, employer: str) -> Person:
        """A new person, whose address is at this employer's invented domain."""
        given_name, family_name = self._name()
        serial = self._random.randrange(1000)
        return Person(
            given_name=given_name,
            family_name=family_name,
            known_as=SHORT_NAMES.get(given_name, "") if self._random.random() < 0.7 else "",
            email=self._address(given_name, family_name, employer),
            phone=f"07700 900{serial:03d}",  # kept by Ofcom for fiction
        )

    def _name(self) -> tuple[str, str]:
        self._given += 1
        awkward, remainder = divmod(self._given, EVERY_AWKWARD)
        if remainder == 0:
            return AWKWARD_NAMES[(awkward - 1) % len(AWKWARD_NAMES)]
        return invent_name(self._random)

    def _address(self, given_name: str, family_name: str, employer: str) -> str:
        name = f"{_plain(given_name)}.{_plain(family_name)}"[:48]
        self._addresses[name] += 1
        nth = self._addresses[name]
        return f"{name}{nth if nth > 1 else ''}@{employer.replace('_', '-')}.example"


def invent_name(random: Random) -> tuple[str, str]:
    """A given name and a family name."""
    return random.choice(GIVEN_NAMES), random.choice(SURNAMES)


def _plain(name: str) -> str:
    """The unaccented lower-case letters of a name."""
    spelled = name.lower().replace("ø", "o").replace("ı", "i")
    unaccented = unicodedata.normalize("NFKD", spelled)
    return "".join(letter for letter in unaccented if "a" <= letter <= "z")
