"""Which ways a mandate may go: draft, signed, in force, then ended or withdrawn, and no other. Pure."""

from teams.mandate import Status
from teams.mandates.terms import Stated

STAYS = (
    "Withdrawn is for good: to agree it again sign another under a code of its own, or, if the register has it "
    "wrong, correct it there."
)


def step_refused(was: Stated | None, now: Stated) -> str | None:
    """Why a file may not take what the register holds to what the file says; None when it may. What both had
    signed may be put right, but is not unsigned."""
    if was is None or was.status is Status.DRAFT:
        return None
    if was.status is Status.WITHDRAWN and now.status is not Status.WITHDRAWN:
        return f"The register has it as withdrawn. {STAYS}"
    if now.status is Status.DRAFT:
        return "The register has it as signed, and what both signed does not become a draft again."
    if was.terms.signed_by_both and not now.terms.signed_by_both:
        return "The register has it as signed by both, and a signature is not taken back: keep both days."
    if now.terms.signed_by_both and not was.terms.signed_by_both:
        return f"The register has it as withdrawn before both had signed. {STAYS}"
    return None
