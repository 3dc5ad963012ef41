"""Measures of the revenue cycle, after HFMA's MAP keys: names, not numbers, since these change between editions."""

from wellrun.departments.revenue.measures.collecting import MEASURES as COLLECTING
from wellrun.departments.revenue.measures.denied import MEASURES as DENIED
from wellrun.departments.revenue.measures.receivable import MEASURES as RECEIVABLE

MEASURES = (*RECEIVABLE, *DENIED, *COLLECTING)
