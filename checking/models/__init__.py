from .gate import GateCheck, GateItem
from .proofing import ProofReply, ProofRun, RuleSetting
from .sweep import Sweep, SweepRow

__all__ = ["GateCheck", "GateItem", "ProofReply", "ProofRun", "RuleSetting", "Sweep", "SweepRow"]
