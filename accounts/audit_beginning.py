"""What was written before there was a chain: sealed as one block by the first entry that is chained."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from accounts.audit_chain import START, canonical, link, microseconds
from accounts.audit_rows import each_row
from accounts.audit_storing import chain, entries
from foundation.database import compact_json

BEGIN = "audit.begin"
SUBJECT = "audit_entry"


def begin_chain(connection: Connection, at: datetime) -> None:
    """Where there are entries already, add the chain's first with their number and the digest of them all."""
    digest, count, last = sha256(), 0, 0
    for row in each_row(connection):
        digest.update(row.bytes or b"")
        count, last = count + 1, row.id
    if count == 0:
        return
    keys = chain().keys
    after = compact_json({"entries": count, "digest": digest.hexdigest()})
    said = (None, BEGIN, SUBJECT, None, None, after)
    hashed = link(keys.secrets[keys.current], START, canonical(last + 1, microseconds(at), said))
    connection.execute(
        insert(entries),
        {"id": last + 1, "at": at, "act": BEGIN, "subject": SUBJECT, "after": after}
        | {"hash": hashed, "key": keys.current},
    )
