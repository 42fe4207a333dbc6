"""Files that somebody might bring to break us, or by mistake: made anew each time, the same each time.

None is a good file of any kind we import, so each must be refused. Some are sound tables all the same.
"""

import csv
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from openpyxl import Workbook

SHEET, BOOK, STRINGS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
SEED = 20261123
HEADER = ("name", "on", "hours")
ROWS = (("Ann", "2026-04-01", "37.5"), ("Bob", "2026-05-01", "20"), ("Cid", "2026-06-01", "7.5"))
NUMBERS = (
    "-1",
    "0",
    "1e308",
    "1e309",
    "-1e400",
    "NaN",
    "inf",
    "99999999999999999999999999",
    "60",
    "2958466",
    "1e-320",
)
STARTS = (
    "=1+1",
    "+44",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://a.invalid")',
)
ODD = (
    "\u202eodd",
    "a\u200bb",
    "\ufeff",
    "\u0000",
    "\ud7ff",
    "e\u0301" * 50,
    "\u0430dmin",
    "\U0001f600",
    "\x1b[31m",
    "\x85",
)


@dataclass(frozen=True)
class Hostile:
    """One file. `why`: what is wrong with it, one name each."""

    why: str
    content: bytes
    name: str = "staff.xlsx"


def every(*, long: bool = False) -> Iterator[Hostile]:
    """All of them, one at a time; `long`: those too that take seconds to make or to refuse."""
    for make in (texts, encodings, headers, zips, packages, sheets, cells, books, cut, flipped, others):
        yield from make()
    if long:
        yield from long_ones()


def table(header: Sequence[str] = HEADER, rows: Sequence[Sequence[str]] = ROWS) -> bytes:
    """A CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def book(rows: Sequence[Sequence[object]] = (HEADER, *ROWS), sheets: Sequence[str] = ("Staff",)) -> bytes:
    """A sound workbook."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for title in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def packed(parts: dict[str, bytes], **more: bytes) -> bytes:
    """A zip of these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (parts | more).items():
            archive.writestr(name, part)
    return content.getvalue()


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """What is in it, by name."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(part: str, change: Callable[[bytes], bytes], workbook: bytes | None = None) -> bytes:
    """A workbook with one part changed."""
    parts = parts_of(workbook or book())
    return packed(parts | {part: change(parts.get(part, b""))})


def sheet_of(rows: str, before: str = "", after: str = "") -> bytes:
    """A workbook whose sheet holds this XML between `<sheetData>` and `</sheetData>`."""
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns='
        f'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>{after}</worksheet>'
    )
    return changed(SHEET, lambda _: xml.encode())


def strung(strings: bytes) -> bytes:
    """A workbook with these shared strings, and one cell that asks for the first."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
    parts = parts_of(sheet_of(said(*HEADER) + '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'))
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", part)
    return packed(parts | {STRINGS: strings})


def said(*texts: str, at: int = 1) -> str:
    """A row of texts, as a sheet holds it."""
    inner = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{at}">{inner}</row>'


def texts() -> Iterator[Hostile]:
    """CSV that is not a table, or more of one than there is room for."""

    def plain(why: str, content: bytes) -> Hostile:
        return Hostile(why, content, "staff.csv")

    head = table(rows=())
    yield plain("nothing at all", b"")
    yield plain("one space", b" ")
    yield plain("only line ends", b"\r\n" * 1000)
    yield plain("only commas", b"," * 150)
    yield plain("one line of 10 MB", b"a" * 10**7)
    yield plain("one line of 10 MB of commas", b"ab," * (10**7 // 3))
    yield plain("one cell of 5 MB", head + b'"' + b"a" * 5 * 10**6 + b'",2026-01-01,1\n')
    yield plain("a million columns", ",".join(f"c{n}" for n in range(10**6)).encode())
    yield plain("201 columns", ",".join(f"c{n}" for n in range(201)).encode())
    yield plain("a row wider than its header", head + b"a,2026-01-01,1,2,3,4\n")
    yield plain("a row narrower than its header", head + b"a\n")
    yield plain("a row of a million cells", head + b"," * 10**6 + b"\n")
    yield plain("a row of half a million lines", head + b'"\n",' * 500_000 + b"\n")
    yield plain("quotes never closed", head + b'"Ann,2026-01-01,1\n' * 3)
    yield plain("quotes never closed in 5 MB", head + b'"Ann\n' + b"b,c,d\n" * 800_000)
    yield plain("a quote in the middle", head + b'An"n",2026-01-01,1\n')
    yield plain("text after a closing quote", head + b'"Ann"x,2026-01-01,1\n')
    yield plain("200,000 rows of faults", head + b"a,b,c\n" * 200_000)
    for name, end in (("carriage returns", b"\r"), ("mixed line ends", b"\r\n\n\r"), ("form feeds", b"\x0c")):
        yield plain(f"line ends of {name}", table().replace(b"\n", end))
    for separator in (b";", b"\t", b"|", b"\x1f"):
        yield plain(f"cells apart by {separator!r}", table().replace(b",", separator))
    yield plain("our own mark of an opened sheet", b"\x1d\n" + table())
    yield plain("that mark and nothing", b"\x1d\n")
    yield plain("that mark before a workbook", b"\x1d\n" + book())


def encodings() -> Iterator[Hostile]:
    """Bytes that are no text, or not one text."""
    for code in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037", "shift_jis"):
        yield Hostile(f"CSV in {code}", table().decode().encode(code), "staff.csv")
    for code in ("cp1252", "latin-1", "mac-roman"):
        content = table(rows=(("Zoé", "2026-01-01", "1"),)).decode().encode(code)
        yield Hostile(f"CSV in {code}", content, "staff.csv")
    yield Hostile("two encodings in one file", table() + "Zoé,2026-01-01,1\n".encode("cp1252"), "staff.csv")
    yield Hostile("a lone surrogate", table(rows=(("a\ud800b", "2026-01-01", "1"),)), "staff.csv")
    yield Hostile("an overlong slash", table() + b"\xc0\xaf,2026-01-01,1\n", "staff.csv")
    yield Hostile("two byte order marks", b"\xef\xbb\xbf\xef\xbb\xbf" + table(), "staff.csv")
    yield Hostile("a mark of UTF-16 before UTF-8", b"\xff\xfe" + table(), "staff.csv")
    yield Hostile("a NUL in a cell", table(rows=(("A\x00nn", "2026-01-01", "1"),)), "staff.csv")
    yield Hostile("a megabyte of NULs", bytes(10**6), "staff.csv")
    for name in ("staff.csv", "staff.xlsx"):
        yield Hostile(f"bytes by chance as {name}", random.Random(SEED).randbytes(50_000), name)


def headers() -> Iterator[Hostile]:
    """First rows that are not what they seem."""
    named = {
        "doubled": ("name", "name", "on"), "doubled many times": ("name",) * 150, "empty": ("", "", ""),
        "homoglyph": ("n\u0430me", "on", "hours"), "in another case": ("NAME", "On", "HOURS"),
        "right to left": ("\u202ename", "on", "hours"), "no-break space": ("name\u00a0", "on", "hours"),
        "10,000 letters": ("n" * 10_000, "on", "hours"), "markup": ("<script>alert(1)</script>", "on", "hours"),
        "template": ("{{7*7}}", "on", "hours"), "statement": ("name'; DROP TABLE person;--", "on", "hours"),
        "number": ("number", "index", "count"), "dunder": ("__class__", "_make", "_fields"),
    }  # fmt: skip
    for why, header in named.items():
        yield Hostile(f"a header that is {why}, CSV", table(header), "staff.csv")
        yield Hostile(f"a header that is {why}, workbook", book((header, *ROWS)))


def zips() -> Iterator[Hostile]:
    """Archives made to unfold, to lie or to write elsewhere."""
    inner = packed({"a": bytes(5 * 2**20)})
    yield Hostile("a bomb in a bomb", packed({f"{n}.zip": inner for n in range(200)}))
    yield Hostile("parts that lie over one another", overlapping())
    yield Hostile("2,500 parts", packed({f"xl/{n}": b"" for n in range(2_500)}))
    for name in (
        "../../../../tmp/escaped",
        "/tmp/escaped",
        "..\\..\\escaped",
        "xl/../../../escaped",
        "C:\\escaped",
    ):
        yield Hostile(
            f"a part named {name}",
            packed(
                parts_of(book()) | {name: b"escaped"},
            ),
        )
    yield Hostile("a link as a part", linked())
    yield Hostile("a part that says it is smaller", resized(10))
    yield Hostile("a part that says it is larger", resized(2**31))
    yield Hostile("a part that says it is encrypted", flagged(0x1))
    yield Hostile("a part packed in no known way", method(99))
    yield Hostile("a comment of 65 kB", commented(b"a" * 65_000))
    yield Hostile("a zip of nothing", packed({}))
    yield Hostile("a zip of a CSV file", packed({"staff.csv": table()}))
    yield Hostile("a wrong checksum", crc_broken())
    yield Hostile("two parts of one name", doubled())
    yield Hostile("a sound workbook behind 1 MB of something", bytes(10**6) + book())
    yield Hostile("only the first four bytes", b"PK\x03\x04")
    yield Hostile("only the end of a zip", b"PK\x05\x06" + bytes(18))
    yield Hostile("an end that counts 65,535 parts", b"PK\x03\x04" + b"PK\x05\x06" + b"\xff" * 18)


def overlapping() -> bytes:
    """Every entry of the directory names the same bytes."""
    parts = [zipfile.ZipInfo(f"xl/{n}") for n in range(200)]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/0", bytes(4 * 2**20))
        first = archive.infolist()[0]
        for part in parts[1:]:
            for name in ("CRC", "compress_size", "file_size", "compress_type", "header_offset"):
                setattr(part, name, getattr(first, name))
            archive.filelist.append(part)
    return content.getvalue()


def linked() -> bytes:
    """The sheet is a symbolic link to a file of the machine."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts_of(book()).items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (0o120777 << 16) if name == SHEET else 0
            archive.writestr(info, b"/etc/passwd" if name == SHEET else part)
    return content.getvalue()


def _patched(offset: int, form: str, value: int) -> bytes:
    """A sound workbook with one number of every central entry changed."""
    content = bytearray(book())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into(form, content, at + offset, value)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


def resized(size: int) -> bytes:
    """Parts of another size than they say."""
    return _patched(24, "<I", size)


def flagged(bits: int) -> bytes:
    """Parts with these flags."""
    return _patched(8, "<H", bits)


def method(number: int) -> bytes:
    """Parts packed in this way, they say."""
    return _patched(10, "<H", number)


def crc_broken() -> bytes:
    """Parts that are not what their checksum says."""
    return _patched(16, "<I", zlib.crc32(b"something else"))


def commented(comment: bytes) -> bytes:
    """A zip of text with a long comment."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a", b"a")
        archive.comment = comment
    return content.getvalue()


def doubled() -> bytes:
    """Two sheets in one place: which is meant?"""
    content = io.BytesIO()
    parts = parts_of(book())
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        archive.filelist.append(archive.filelist[0])
    return content.getvalue()


def packages() -> Iterator[Hostile]:
    """Workbooks with a part missing, empty, or of another kind."""
    sound = parts_of(book())
    for name in sound:
        yield Hostile(
            f"without {name}", packed({other: part for other, part in sound.items() if other != name})
        )
        yield Hostile(f"{name} is empty", packed(sound | {name: b""}))
        yield Hostile(f"{name} is no XML", packed(sound | {name: b"not <xml"}))
        yield Hostile(f"{name} is another table", packed(sound | {name: b"<a><b/></a>"}))
        yield Hostile(f"{name} is deep", packed(sound | {name: b"<a>" * 10_000}))
    yield Hostile("with macros", packed(sound | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "staff.xlsm")
    yield Hostile("with old macros", packed(sound | {"xl/macrosheets/sheet1.xml": b"<a/>"}))
    yield Hostile("with macros under a plain name", packed(sound | {"xl/vbaProject.bin": b""}))
    evil = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    for target in ("file:///etc/passwd", "http://127.0.0.1:9/a", "../../../../etc/passwd", "/dev/zero"):
        link = (
            b'<Relationship Id="rId1" Type="http://a/worksheet" Target="'
            + target.encode()
            + b'"/></Relationships>'
        )
        yield Hostile(f"a sheet at {target}", packed(sound | {"xl/_rels/workbook.xml.rels": evil + link}))


def sheets() -> Iterator[Hostile]:
    """Sheets that lie about their size or use what XML should not have."""
    for size in ("A1:XFD1048576", "A1:ZZZZ9999999999", "Z9:A1", "", "A1:A1", "nonsense"):
        yield Hostile(f"a sheet that says it is {size}", changed(
            SHEET, lambda xml, size=size: xml.replace(b'ref="A1:C4"', f'ref="{size}"'.encode())))  # fmt: skip
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    yield Hostile("a billion laughs", sheet_of(said("&l11;"), f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]>'))
    blown = f'<!DOCTYPE a [<!ENTITY b "{"b" * 100_000}">]>'
    yield Hostile("a blown-up entity", sheet_of(said("&b;" * 20_000), blown))
    for where in ("file:///etc/passwd", "http://127.0.0.1:9/a", "file:///dev/zero"):
        yield Hostile(
            f"an entity at {where}", sheet_of(said("&e;"), f'<!DOCTYPE a [<!ENTITY e SYSTEM "{where}">]>')
        )
        outer = f'<!DOCTYPE a SYSTEM "{where}">'
        yield Hostile(f"a document type at {where}", sheet_of(said("a"), outer))
        asked = f'<!DOCTYPE a [<!ENTITY % p SYSTEM "{where}"> %p;]>'
        yield Hostile(f"a parameter entity at {where}", sheet_of(said("a"), asked))
    yield Hostile("a cell in the last column", sheet_of('<row r="1"><c r="XFD1"><v>1</v></c></row>'))
    yield Hostile("a cell past the last column", sheet_of('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>'))
    yield Hostile("a cell in no place", sheet_of('<row r="1"><c r="1A"><v>1</v></c></row>'))
    for number in (-5, 0):
        yield Hostile(f"row {number}", sheet_of(said("name") + f'<row r="{number}"><c><v>1</v></c></row>'))
    yield Hostile("rows out of order", sheet_of(said("name", at=9) + said("a", at=2)))
    yield Hostile("a cell of 20 MB", sheet_of(said("a" * 20 * 2**20)))
    yield Hostile("cells merged all over", sheet_of(
        said(*HEADER), after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))  # fmt: skip


def cells() -> Iterator[Hostile]:
    """Cells that are formulas, look like them, or hold what no calendar has."""
    for text in STARTS:
        yield Hostile(f"CSV with a cell {text!r}", table(rows=((text, "2026-01-01", "1"),)), "staff.csv")
        yield Hostile(f"a cell {text!r}", sheet_of(said(*HEADER) + said(text.replace('"', ""), at=2)))
    for formula in ("1+1", "A1", "SUM(A:A)", "HYPERLINK(1)", "WEBSERVICE(1)", "cmd|' /C calc'!A0"):
        made = f'<row r="2"><c r="A2"><f>{formula}</f><v>1</v></c></row>'
        yield Hostile(f"the formula {formula}", sheet_of(said(*HEADER) + made))
    shared = '<row r="2"><c r="A2"><f t="shared" ref="A2:A1048576" si="0">B2</f></c></row>'
    yield Hostile("a shared formula", sheet_of(said(*HEADER) + shared))
    array = '<row r="2"><c r="A2"><f t="array" ref="A2:XFD9">B2</f></c></row>'
    yield Hostile("an array formula", sheet_of(said(*HEADER) + array))
    for number in NUMBERS:
        for style in (0, 1):
            row = f'<row r="2"><c r="A2" s="{style}"><v>{number}</v></c></row>'
            yield Hostile(f"the number {number}, style {style}", sheet_of(said(*HEADER) + row))
    for kind in ("b", "e", "d", "s", "str", "n", "zz"):
        row = f'<row r="2"><c r="A2" t="{kind}"><v>99999</v></c></row>'
        yield Hostile(f"a cell of kind {kind}", sheet_of(said(*HEADER) + row))
    for number in range(len(ODD)):
        text = ODD[number]
        yield Hostile(f"odd text {number} in CSV", table(rows=((text, "2026-01-01", "1"),)), "staff.csv")
        yield Hostile(f"odd text {number}", changed(SHEET, lambda xml, text=text: xml.replace(
            b"</sheetData>", said(text, at=9).encode("utf-8", "surrogatepass") + b"</sheetData>")))  # fmt: skip
    for day in ("0000-00-00", "9999-12-31", "2026-02-30", "29/02/2027", "１２３", "-0001-01-01", "1e9"):
        yield Hostile(f"the day {day}", table(rows=(("Ann", day, "1"),)), "staff.csv")


def books() -> Iterator[Hostile]:
    """Workbooks of several sheets, and of strings."""
    for titles in (("A", "B"), ("A", "B", "C")):
        yield Hostile(f"{len(titles)} visible sheets", book(sheets=titles))
    hidden = changed(BOOK, lambda xml: xml.replace(b'state="visible"', b'state="hidden"'))
    yield Hostile("every sheet hidden", hidden)
    yield Hostile(
        "every sheet very hidden", changed(BOOK, lambda xml: xml.replace(b'"visible"', b'"veryHidden"'))
    )
    two = book(sheets=("Staff", "Other"))
    yield Hostile(
        "two sheets of one name", changed(BOOK, lambda xml: xml.replace(b'"Other"', b'"Staff"'), two)
    )
    yield Hostile("a sheet with no name", changed(BOOK, lambda xml: xml.replace(b'"Staff"', b'""')))
    yield Hostile("a name of 10,000 letters", changed(BOOK, lambda xml: xml.replace(b"Staff", b"S" * 10_000)))
    head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    yield Hostile("shared strings that end early", strung(head + b"<si><t>s</t></si>"))
    formats = "".join(f'<numFmt numFmtId="{n}" formatCode="{"#" * 200}"/>' for n in range(200, 20_000))
    yield Hostile("20,000 formats of numbers", changed("xl/styles.xml", lambda xml: xml.replace(
        b"<fonts", f"<numFmts>{formats}</numFmts><fonts".encode())))  # fmt: skip


def cut() -> Iterator[Hostile]:
    """A sound workbook, and a sound table, cut short at each tenth."""
    for name, content in (("staff.xlsx", book()), ("staff.csv", table())):
        for tenth in range(1, 10):
            yield Hostile(f"{name} cut at {tenth}0 %", content[: len(content) * tenth // 10], name)


def flipped() -> Iterator[Hostile]:
    """A sound workbook with bytes changed by chance."""
    chance, sound = random.Random(SEED), book()
    for turn in range(60):
        content = bytearray(sound)
        for _ in range(1 + turn // 6):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        yield Hostile(f"bits turned, {turn}", bytes(content))


def others() -> Iterator[Hostile]:
    """Files of another kind under our names."""
    kinds = {
        "HTML": b"<html><table><tr><td>name</td></tr></table></html>", "XML": b"<?xml version='1.0'?><Workbook/>",
        "PDF": b"%PDF-1.7\n", "an older workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "GIF": b"GIF89a",
        "an encrypted workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 50,
        "gzip": b"\x1f\x8b\x08" + bytes(50), "7z": b"7z\xbc\xaf\x27\x1c", "RTF": b"{\\rtf1 a}", "a program": b"\x7fELF",
        "JSON": b'{"format":"review-plan/1"}', "deep JSON": b"[" * 100_000, "a pickle": b"\x80\x04cos\nsystem\n.",
        "a shell script": b"#!/bin/sh\nrm -rf /\n",
    }  # fmt: skip
    for kind, content in kinds.items():
        for name in ("staff.xlsx", "staff.csv"):
            yield Hostile(f"{kind} as {name}", content, name)
    for name in (
        "../../etc/passwd",
        "a" * 5000 + ".csv",
        "\u202exslx.exe",
        "staff.csv\r\nX: y",
        "<b>.csv",
        ".csv",
        "=",
    ):
        yield Hostile(f"a file called {name[:20]!r}", b"no,table\n", name)


def long_ones() -> Iterator[Hostile]:
    """Those that take seconds to make, or as much of the machine as they are given."""
    yield Hostile("a flat bomb", packed({SHEET: bytes(600 * 2**20)}))
    yield Hostile(
        "a bomb within a sound workbook", changed(SHEET, lambda sheet: sheet + b" " * (300 * 2**20))
    )
    wide = "".join("<c><v>1</v></c>" for _ in range(10**6))
    yield Hostile("a million cells in a row", sheet_of(f'<row r="1">{wide}</row>'))
    yield Hostile("300,000 rows", sheet_of("<row><c><v>1</v></c></row>" * 300_000))
    yield Hostile("100,000 merged cells", sheet_of(said(*HEADER), after=(
        "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 100_000 + "</mergeCells>")))  # fmt: skip
    names = "".join(f'<definedName name="n{n}">Staff!$A$1</definedName>' for n in range(50_000))
    yield Hostile("50,000 names", changed(BOOK, lambda xml: xml.replace(
        b"</workbook>", f"<definedNames>{names}</definedNames></workbook>".encode())))  # fmt: skip
    for number in (1_048_577, 10**12):
        yield Hostile(f"row {number}", sheet_of(said("name") + f'<row r="{number}"><c><v>1</v></c></row>'))
    deep = b"<a>" * 200_000
    for name in parts_of(book()):
        yield Hostile(f"{name} is very deep", packed(parts_of(book()) | {name: deep}))
    yield Hostile("30,000 parts", packed({f"xl/{n}": b"" for n in range(30_000)}))
    entry = b"<si><t>" + b"s" * 1000 + b"</t></si>"
    head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    yield Hostile("100,000 shared strings of 1 kB", strung(head + entry * 100_000 + b"</sst>"))
    empty = b"<si><t/></si>"
    yield Hostile("3 million shared strings", strung(head + empty * 3_000_000 + b"</sst>"))
