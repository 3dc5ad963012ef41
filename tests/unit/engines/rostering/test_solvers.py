"""OR-Tools and Numba are loaded where a roster is made and not before; what they bring closes no stream of ours."""

import subprocess
import sys

HEAVY = ("ortools", "absl", "numba")

STARTING = f"""
import importlib, pkgutil, sys
import django
django.setup()
import wellrun.config.urls
import wellrun.departments.workforce as workforce
for module in pkgutil.walk_packages(workforce.__path__, workforce.__name__ + "."):
    importlib.import_module(module.name)
print([name for name in {HEAVY!r} if name in sys.modules])
"""

LOGGING = """
import io, logging, sys
ours, captured = sys.stderr, io.StringIO()
sys.stderr = captured
import wellrun.engines.rostering.solvers
sys.stderr = ours
logging.shutdown()
print(captured.closed)
"""


def said_by(program, tmp_path):
    environment = {"WELLRUN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "wellrun.config.settings"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_pages_and_commands_start_without_them(tmp_path):
    assert said_by(STARTING, tmp_path) == "[]"


def test_the_log_handler_that_comes_with_or_tools_closes_no_stream_of_ours(tmp_path):
    assert said_by(LOGGING, tmp_path) == "False"
