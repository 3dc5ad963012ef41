"""What care costs: overhead allocated to the centres that care, and their cost to the cases they cared for.

NumPy alone; money is whole cents, and nothing is lost on any row.
"""

from wellrun.engines.costing.activity import Pool, Spread, by_case, rate, spread
from wellrun.engines.costing.allocate import Allocation, allocate
from wellrun.engines.costing.apportion import apportion, apportion_array
from wellrun.engines.costing.checker import check
from wellrun.engines.costing.explain import Difference, Step, differences, steps
from wellrun.engines.costing.problem import Fault, Method, NotAllocated, Overhead, Problem, faults_of

__all__ = [
    "Allocation",
    "Difference",
    "Fault",
    "Method",
    "NotAllocated",
    "Overhead",
    "Pool",
    "Problem",
    "Spread",
    "Step",
    "allocate",
    "apportion",
    "apportion_array",
    "by_case",
    "check",
    "differences",
    "faults_of",
    "rate",
    "spread",
    "steps",
]
