"""Which codes can stand in the address of a mandate's own page. Pure."""

ACTS = frozenset({"change", "sign", "withdraw", "end", "correct"})
"""Below a mandate's page each of these is a page of its own."""
OTHER_PAGES = frozenset({"new", "import"})


def has_an_address(code: str) -> bool:
    """Whether /mandates/ with the code behind it leads to that mandate: a browser takes parts of dots, and
    empty ones, out of an address."""
    parts = code.split("/")
    if code in OTHER_PAGES or (len(parts) > 1 and parts[-1] in ACTS):
        return False
    return all(part.strip(".") for part in parts)
