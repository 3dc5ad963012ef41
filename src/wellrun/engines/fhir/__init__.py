"""FHIR R4 to tables: SQL on FHIR v2 ViewDefinitions compiled to DuckDB SQL.

`compile_view(definition)` gives a `ViewPlan`; its `schema` is what to read, its `sql(relation)` what to run.
"""

from wellrun.engines.fhir.elements import is_resource
from wellrun.engines.fhir.faults import InvalidView, ViewFault
from wellrun.engines.fhir.plan import OutputColumn, ViewPlan, compile_view

__all__ = ["InvalidView", "OutputColumn", "ViewFault", "ViewPlan", "compile_view", "is_resource"]
