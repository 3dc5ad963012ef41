"""OR-Tools, in one place: CP-SAT for windows and choices, GLOP for the master problem.

Only what makes a roster imports this, so that pages and commands start without it.
"""

from __future__ import annotations

import sys

from absl import logging
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

__all__ = ["cp_model", "pywraplp"]

# The log handler that comes with it takes the standard error stream of this moment, and closes it when logging is set
# up anew, unless it is the process's own.
logging.get_absl_handler().python_handler.stream = sys.__stderr__ or sys.stderr
