"""The typed tables of the warehouse, by name. ``TABLES`` is the whole of what measures may read."""

from types import MappingProxyType

from wellrun.warehouse.tables.clinical import CONDITIONS, KEPT_RESOURCES, OBSERVATIONS, PROCEDURES
from wellrun.warehouse.tables.encounters import APPOINTMENTS, EMERGENCY_VISITS, ENCOUNTER_PLACES, ENCOUNTERS
from wellrun.warehouse.tables.experience import COMPLAINTS, SURVEY_ANSWERS, SURVEY_COMMENTS
from wellrun.warehouse.tables.followup import ACTIONS, FOLLOW_UPS
from wellrun.warehouse.tables.forecasts import FORECASTS
from wellrun.warehouse.tables.money import (
    ACCOUNTS,
    BUDGET_LINES,
    CASE_ACTIVITIES,
    CASE_REVENUES,
    COST_CENTRES,
    FISCAL_PERIODS,
    LEDGER,
    STATISTICS,
)
from wellrun.warehouse.tables.organisation import BED_STATES, LOCATIONS, UNITS
from wellrun.warehouse.tables.outcomes import OUTCOME_WEIGHTS, PREDICTED_INFECTIONS
from wellrun.warehouse.tables.patients import COVERAGES, PATIENTS
from wellrun.warehouse.tables.purchases import PURCHASE_FACTS
from wellrun.warehouse.tables.receivable import CLAIMS, LEDGER_MOVES, RECEIVABLE_DAYS, REMITS, REVENUE_DAYS
from wellrun.warehouse.tables.requests import SERVICE_REQUESTS
from wellrun.warehouse.tables.safety import DEVICE_DAYS, INCIDENT_REPORTS, INCIDENTS, INFECTIONS
from wellrun.warehouse.tables.theatre import THEATRE_BLOCK_DAYS, THEATRE_CASES, THEATRE_OUTCOMES
from wellrun.warehouse.tables.workforce import (
    ABSENCES,
    CLOCKED_HOURS,
    CONTRACTS,
    CREDENTIALS_HELD,
    ROSTER_DAYS,
    ROSTERED_SHIFTS,
    SHARED_BURDENS,
    SHIFT_COVER,
    WORKED_HOURS,
)

TABLES = MappingProxyType(
    {
        table.name: table
        for table in (
            UNITS,
            LOCATIONS,
            BED_STATES,
            FORECASTS,
            PATIENTS,
            COVERAGES,
            ENCOUNTERS,
            ENCOUNTER_PLACES,
            EMERGENCY_VISITS,
            APPOINTMENTS,
            CONDITIONS,
            OBSERVATIONS,
            PROCEDURES,
            KEPT_RESOURCES,
            INCIDENTS,
            INCIDENT_REPORTS,
            INFECTIONS,
            DEVICE_DAYS,
            PREDICTED_INFECTIONS,
            OUTCOME_WEIGHTS,
            WORKED_HOURS,
            ABSENCES,
            SHIFT_COVER,
            CONTRACTS,
            CREDENTIALS_HELD,
            ROSTERED_SHIFTS,
            ROSTER_DAYS,
            SHARED_BURDENS,
            CLOCKED_HOURS,
            LEDGER,
            ACCOUNTS,
            COST_CENTRES,
            BUDGET_LINES,
            STATISTICS,
            FISCAL_PERIODS,
            CASE_ACTIVITIES,
            CASE_REVENUES,
            PURCHASE_FACTS,
            CLAIMS,
            REMITS,
            RECEIVABLE_DAYS,
            REVENUE_DAYS,
            LEDGER_MOVES,
            SURVEY_ANSWERS,
            SURVEY_COMMENTS,
            COMPLAINTS,
            FOLLOW_UPS,
            SERVICE_REQUESTS,
            THEATRE_CASES,
            THEATRE_OUTCOMES,
            THEATRE_BLOCK_DAYS,
            ACTIONS,
        )
    }
)
