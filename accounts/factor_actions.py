"""Setting up a second factor, using it, replacing it, turning it off."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from accounts import audit, one_time
from accounts.factor import How, RecoveryCode, SecondFactor
from accounts.passkey import Passkey
from accounts.queries import has_factor, hash_of
from accounts.sealing import seal, unseal
from foundation.acts import table_of
from foundation.database import db
from foundation.errors import RuleBroken

WRONG_CODE = "That code is not right. Enter the newest code your app shows."


def purpose(account_id: int) -> str:
    """A secret opens for the account it was sealed for and for no other."""
    return f"second factor of account {account_id}"


def set_up_factor(account_id: int, secret: str, code: str, *, at: datetime) -> list[str]:
    """The app that shows this code is the account's second factor from now on, in place of any before. Gives
    ten recovery codes, which cannot be read again. Raises RuleBroken when the app shows another code."""
    step = one_time.step_of(secret, code, at, after=0)
    if step is None:
        raise RuleBroken(WRONG_CODE)
    replaced = _forget_app(account_id)
    db.session.add(
        SecondFactor(
            account_id=account_id,
            sealed=seal(purpose(account_id), secret, at=at),
            added_at=at,
            last_step=step,
        )
    )
    act = "account.factor_replace" if replaced else "account.factor_set_up"
    audit.record(act, "account", account_id, by=account_id)
    return renew_recovery_codes(account_id, at=at)


def use_code(account_id: int, said: str, *, at: datetime) -> How | None:
    """Whether this is a code of the account's app or one of its recovery codes; either is spent by it."""
    if _spend_app_code(account_id, said, at):
        return How.APP
    return How.RECOVERY if _spend_recovery_code(account_id, said, at) else None


def renew_recovery_codes(account_id: int, *, at: datetime) -> list[str]:
    """Ten new codes; those before are worth nothing."""
    codes = one_time.new_recovery_codes()
    _forget_codes(account_id)
    db.session.execute(insert(table_of(RecoveryCode)), list(_rows(account_id, codes, at)))
    audit.record("account.recovery_codes", "account", account_id, by=account_id, after={"made_at": at})
    return codes


def remove_app(account_id: int) -> None:
    """The account's app is no second factor from now on. Recovery codes stay while there is a passkey. Raises
    RuleBroken when there is no app."""
    if not _forget_app(account_id):
        raise RuleBroken("There is no second factor to take away.")
    forget_codes_of_nothing(account_id)
    audit.record("account.factor_remove", "account", account_id, by=account_id)


def forget_factors(account_id: int) -> None:
    """The account has no app, passkey or recovery code from now on. Raises RuleBroken when it has none."""
    had_app = _forget_app(account_id)
    keys = db.session.execute(delete(Passkey).where(Passkey.account_id == account_id))
    if not had_app and not keys.rowcount:  # pyright: ignore[reportAttributeAccessIssue]
        raise RuleBroken("There is no second factor to take away.")
    _forget_codes(account_id)


def forget_codes_of_nothing(account_id: int) -> None:
    """Recovery codes stand in for an app or a passkey: without either there are none."""
    if not has_factor(account_id):
        _forget_codes(account_id)


def reseal_factors(*, at: datetime) -> int:
    """Seal every secret under the present key. Gives how many; one whose key is gone stays as it is."""
    resealed = 0
    for row in db.session.scalars(select(SecondFactor).order_by(SecondFactor.id)):
        secret = unseal(purpose(row.account_id), row.sealed, at=at)
        if secret is not None:
            row.sealed = seal(purpose(row.account_id), secret, at=at)
            resealed += 1
    return resealed


def _spend_app_code(account_id: int, said: str, at: datetime) -> bool:
    held = db.session.execute(
        select(SecondFactor.sealed, SecondFactor.last_step).where(SecondFactor.account_id == account_id)
    ).first()
    secret = None if held is None else unseal(purpose(account_id), held.sealed, at=at)
    if held is None or secret is None:
        return False
    step = one_time.step_of(secret, said, at, after=held.last_step)
    if step is None:
        return False
    # Whoever comes second with the same code finds that the step is used, also at the same moment.
    return _changed_one(
        update(SecondFactor)
        .where(SecondFactor.account_id == account_id, SecondFactor.last_step < step)
        .values(last_step=step, sealed=seal(purpose(account_id), secret, at=at))
    )


def _spend_recovery_code(account_id: int, said: str, at: datetime) -> bool:
    return _changed_one(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_hash == hash_of(one_time.plain(said)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=at)
    )


def _changed_one(change: object) -> bool:
    return db.session.execute(change).rowcount == 1  # pyright: ignore[reportArgumentType, reportCallIssue]


def _forget_codes(account_id: int) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def _forget_app(account_id: int) -> bool:
    return _changed_one(delete(SecondFactor).where(SecondFactor.account_id == account_id))


def _rows(account_id: int, codes: Iterable[str], at: datetime) -> Iterable[dict[str, object]]:
    for code in codes:
        yield {
            "account_id": account_id,
            "code_hash": hash_of(one_time.plain(code)),
            "made_at": at,
            "used_at": None,
        }


def codes_left(account_id: int) -> int:
    """How many recovery codes are unused."""
    unused = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(unused) or 0
