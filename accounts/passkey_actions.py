"""Adding a passkey to an account, signing in with it, naming it, taking it away."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from accounts import audit
from accounts.account import Account
from accounts.factor import AccountChange
from accounts.factor_actions import forget_codes_of_nothing, renew_recovery_codes
from accounts.own_actions import refuse_without_factor
from accounts.passkey import Passkey, PasskeyChallenge, Use
from accounts.passkey_ceremony import (
    NOT_USED,
    Asked,
    Known,
    Site,
    ask_to_add,
    ask_to_use,
    claim_of,
    handle_of,
    read_added,
    read_used,
)
from accounts.queries import has_factor, hash_of
from foundation.database import db
from foundation.errors import NotThere, RuleBroken

WAITS = timedelta(minutes=5)
MOST = 20
LATE = "That took longer than five minutes, or was answered before. Begin again."
THERE_ALREADY = "That passkey belongs to an account already."
COPIED = (
    "That passkey says it was used less often than it was: it may have been copied. Sign in without it, take it away "
    "under “How you sign in”, and tell your system administrator."
)
COPIED_BECAUSE = "It said that it was used less often than it was, as a copy would."


def begin_adding(account: Account, site: Site, at: datetime) -> tuple[str, str]:
    """Gives the token of the challenge and what the browser needs. Raises RuleBroken for an account that has
    plenty."""
    known = known_to(account.id)
    if len(known) >= MOST:
        raise RuleBroken(f"You have {MOST} passkeys. Take one away first.")
    return _begin(ask_to_add(site, account.id, account.email, known), Use.ADD, account.id, at)


def begin_alone(site: Site, at: datetime) -> tuple[str, str]:
    """Likewise, for somebody who has said nothing of who they are: any passkey that verifies its user."""
    return _begin(ask_to_use(site, (), verified=True), Use.ALONE, None, at)


def begin_second(account_id: int, site: Site, at: datetime) -> tuple[str, str]:
    """Likewise, for somebody whose password was right. Raises RuleBroken for an account without a passkey."""
    known = known_to(account_id)
    if not known:
        raise RuleBroken("You have no passkey here.")
    return _begin(ask_to_use(site, known, verified=False), Use.SECOND, account_id, at)


def spend(token: str, use: Use, account_id: int | None, at: datetime) -> bytes:
    """The challenge that this browser is to answer; it is gone from now on, whatever the answer is worth, and of two
    who come at once one has it. Raises RuleBroken when there is none."""
    whose = PasskeyChallenge.account_id
    challenge = db.session.scalar(
        delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.token_hash == hash_of(token),
            PasskeyChallenge.use == use.value,
            PasskeyChallenge.expires_at > at,
            whose.is_(None) if account_id is None else whose == account_id,
        )
        .returning(PasskeyChallenge.challenge)
    )
    if challenge is None:
        raise RuleBroken(LATE)
    return challenge


def add_passkey(
    account_id: int, answer: str, name: str, *, challenge: bytes, site: Site, at: datetime
) -> list[str]:
    """The account has this passkey from now on. Gives ten recovery codes where it is the first second factor, none
    otherwise. Raises RuleBroken before anything is written."""
    made = read_added(site, challenge, answer)
    if db.session.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id)):
        raise RuleBroken(THERE_ALREADY)
    first = not has_factor(account_id)
    passkey = Passkey(
        account_id=account_id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=name,
        transports=made.transports,
        created_at=at,
    )
    db.session.add(passkey)
    db.session.flush()
    _note("account.passkey_add", account_id, passkey.id)
    return renew_recovery_codes(account_id, at=at) if first else []


def use_passkey(
    answer: str, *, challenge: bytes, site: Site, at: datetime, second_of: int | None = None
) -> Account:
    """Whose passkey signed. As the only step (`second_of` is none) it must have verified its user; as the second it
    must be that account's. Raises RuleBroken for any other answer, having written nothing but, of one that may have
    been copied, a word to its owner."""
    claim = claim_of(answer)
    row = db.session.execute(
        select(Passkey, Account)
        .join(Account, Account.id == Passkey.account_id)
        .where(Passkey.credential_id == claim.credential_id, Account.active)
    ).first()
    if row is None or not _is_theirs(row.Account.id, claim.handle, second_of):
        raise RuleBroken(NOT_USED)
    count = read_used(site, challenge, answer, row.Passkey.public_key, verified=second_of is None)
    if not _counted(row.Passkey.id, count, at):
        _tell_copied(row.Passkey, at)
        raise RuleBroken(COPIED)
    return row.Account


def name_passkey(account_id: int, passkey_id: int, name: str) -> None:
    """Raises NotThere for one that is not this account's."""
    get_passkey(account_id, passkey_id).name = name
    _note("account.passkey_name", account_id, passkey_id)


def remove_passkey(account_id: int, passkey_id: int) -> None:
    """It opens nothing from now on. Recovery codes stay while there is another second factor. Raises NotThere for one
    that is not this account's, RuleBroken for the last where everybody must have one."""
    db.session.delete(get_passkey(account_id, passkey_id))
    db.session.flush()
    refuse_without_factor(account_id)
    forget_codes_of_nothing(account_id)
    _note("account.passkey_remove", account_id, passkey_id)


def get_passkey(account_id: int, passkey_id: int) -> Passkey:
    """Raises NotThere for one that is not this account's."""
    found = select(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == account_id)
    passkey = db.session.scalars(found).first()
    if passkey is None:
        raise NotThere
    return passkey


def known_to(account_id: int) -> list[Known]:
    """The account's passkeys as an authenticator is asked for them."""
    rows = db.session.execute(
        select(Passkey.credential_id, Passkey.transports)
        .where(Passkey.account_id == account_id)
        .order_by(Passkey.id)
    )
    return [Known(*row) for row in rows]


def has_passkey(account_id: int) -> bool:
    """Whether the account has any."""
    return bool(db.session.scalar(select(func.count()).where(Passkey.account_id == account_id)))


def _begin(asked: Asked, use: Use, account_id: int | None, at: datetime) -> tuple[str, str]:
    token = secrets.token_urlsafe(32)
    db.session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= at))
    db.session.add(
        PasskeyChallenge(
            token_hash=hash_of(token),
            challenge=asked.challenge,
            use=use.value,
            expires_at=at + WAITS,
            account_id=account_id,
        )
    )
    return token, asked.options


def _is_theirs(account_id: int, handle: bytes | None, second_of: int | None) -> bool:
    """A passkey names its account by a handle; one that is no more than a second step need not."""
    if second_of is None:
        return handle == handle_of(account_id)
    return account_id == second_of and handle in (None, b"", handle_of(account_id))


def _counted(passkey_id: int, count: int, at: datetime) -> bool:
    """Whether it was used more often than before, or does not count at all."""
    grown = Passkey.sign_count < count if count else Passkey.sign_count == 0
    one = update(Passkey).where(Passkey.id == passkey_id, grown).values(sign_count=count, last_used_at=at)
    return db.session.execute(one).rowcount == 1  # pyright: ignore[reportAttributeAccessIssue]


def _tell_copied(passkey: Passkey, at: datetime) -> None:
    account_id = passkey.account_id
    db.session.add(
        AccountChange(
            account_id=account_id, act="passkey_copied", because=COPIED_BECAUSE, at=at, by_id=account_id
        )
    )
    audit.record("refused:passkey_copied", "account", account_id, by=None, after={"passkey": passkey.id})


def _note(act: str, account_id: int, passkey_id: int) -> None:
    audit.record(act, "account", account_id, by=account_id, after={"passkey": passkey_id})
