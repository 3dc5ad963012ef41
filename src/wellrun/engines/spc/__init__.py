"""Statistical process control: from figures to lines and signals. Standard library only; nothing is remembered.

drawn = chart("u", Series(x=weeks, y=falls, n=patient_days), Settings(multiply=1000, rules=MAKING_DATA_COUNT))
verdict = icons(drawn, "decrease", target=4)
"""

from wellrun.engines.spc.case import run_case, run_cases
from wellrun.engines.spc.charts import Caution, Chart, Doubt, PhaseLines, Point, chart
from wellrun.engines.spc.cusum import Cusum, CusumPoint, bernoulli_cusum
from wellrun.engines.spc.exact_funnel import dispersion, exact_funnel
from wellrun.engines.spc.funnel import Edge, Funnel, FunnelUnit, Unit, funnel
from wellrun.engines.spc.icons import Assurance, Direction, Icons, Variation, icons, variation_of
from wellrun.engines.spc.pareto import ParetoBar, pareto
from wellrun.engines.spc.rules import (
    ANHOEJ,
    MAKING_DATA_COUNT,
    NELSON,
    RULE_SETS,
    WESTERN_ELECTRIC,
    Pattern,
    Rule,
    RuleSet,
)
from wellrun.engines.spc.runs import Runs
from wellrun.engines.spc.series import Kind, Phase, RunsMethod, Screening, Series, SeriesError, Settings
from wellrun.engines.spc.signals import Signal

__all__ = [
    "ANHOEJ",
    "MAKING_DATA_COUNT",
    "NELSON",
    "RULE_SETS",
    "WESTERN_ELECTRIC",
    "Assurance",
    "Caution",
    "Chart",
    "Cusum",
    "CusumPoint",
    "Direction",
    "Doubt",
    "Edge",
    "Funnel",
    "FunnelUnit",
    "Icons",
    "Kind",
    "ParetoBar",
    "Pattern",
    "Phase",
    "PhaseLines",
    "Point",
    "Rule",
    "RuleSet",
    "Runs",
    "RunsMethod",
    "Screening",
    "Series",
    "SeriesError",
    "Settings",
    "Signal",
    "Unit",
    "Variation",
    "bernoulli_cusum",
    "chart",
    "dispersion",
    "exact_funnel",
    "funnel",
    "icons",
    "pareto",
    "run_case",
    "run_cases",
    "variation_of",
]
