"""Spreading cases over people by what each can hold. Pure: facts in, a spread and what is proven of it out.

`propose` places the cases of somebody who leaves or is away; `rebalance` finds the fairest spread of all of
them and the moves that lead there.
"""

from caseload.spreading.facts import CEILING as CEILING
from caseload.spreading.facts import Taker as Taker
from caseload.spreading.facts import ToPlace as ToPlace
from caseload.spreading.proposing import Proposal as Proposal
from caseload.spreading.proposing import propose as propose
from caseload.spreading.rebalancing import Move as Move
from caseload.spreading.rebalancing import Rebalance as Rebalance
from caseload.spreading.rebalancing import rebalance as rebalance
