"""Who comes, once the reviews are settled: nobody without whom nothing is lost."""

from caseload.reviews.planner.board import Board


def call_whoever_helps(board: Board) -> None:
    """Ask everybody who still can come and without whom a review goes short."""
    for session, held in enumerate(board.held):
        for number in held:
            board.ask(number, session)


def let_go(board: Board) -> None:
    """Let go of whoever can be spared: those first who answer the fewest of a session's wishes."""
    for session, held in enumerate(board.held):
        wanted = [eligible for number in held for eligible, _ in board.ground.courses[number].wishes]
        here = board.here[session]
        bits = [1 << n for n in range(here.bit_length()) if here >> n & 1]
        for bit in sorted(bits, key=lambda bit: sum(bool(eligible & bit) for eligible in wanted)):
            board.dismiss(session, bit)
