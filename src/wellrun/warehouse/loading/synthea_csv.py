"""The 18 CSV tables of Synthea v3, as one declared set: six fill typed tables, the others are kept whole."""

from __future__ import annotations

from wellrun.warehouse.loading.csvfeeds import CsvColumn, CsvFeed
from wellrun.warehouse.schema import Table
from wellrun.warehouse.tables import TABLES


def feed(name: str, table: str, **columns: CsvColumn | str) -> CsvFeed:
    declared = {
        column: CsvColumn(header=given) if isinstance(given, str) else given for column, given in columns.items()
    }
    return CsvFeed(name=name, table=TABLES[table], columns=declared)


def kept(name: str, identifier: str = "") -> CsvFeed:
    """A table we have no use for yet; a row without an identifier is known by its digest."""
    resource = CsvColumn(header=identifier) if identifier else CsvColumn(digest=True)
    kept_resources: Table = TABLES["kept_resources"]
    return CsvFeed(
        name=name,
        table=kept_resources,
        columns={"resource_type": CsvColumn(fixed=f"csv.{name}"), "resource": resource},
    )


SEX = {"M": "male", "F": "female"}
SYNTHEA = (
    feed(
        "patients",
        "patients",
        patient="Id",
        birth_date="BIRTHDATE",
        sex=CsvColumn(header="GENDER", values=SEX),
        died_at="DEATHDATE",
        ethnicity="ETHNICITY",
    ),
    feed(
        "encounters",
        "encounters",
        encounter="Id",
        patient="PATIENT",
        status=CsvColumn(fixed="finished"),
        class_code="ENCOUNTERCLASS",
        type_code="CODE",
        type_text="DESCRIPTION",
        started_at="START",
        ended_at="STOP",
        provider="ORGANIZATION",
    ),
    feed(
        "conditions",
        "conditions",
        condition=CsvColumn(digest=True),
        patient="PATIENT",
        encounter="ENCOUNTER",
        code="CODE",
        code_text="DESCRIPTION",
        began_at="START",
    ),
    feed(
        "observations",
        "observations",
        observation=CsvColumn(digest=True),
        patient="PATIENT",
        encounter="ENCOUNTER",
        category="CATEGORY",
        code="CODE",
        code_text="DESCRIPTION",
        observed_at="DATE",
        value_number=CsvColumn(header="VALUE", when=("TYPE", "numeric")),
        value_text=CsvColumn(header="VALUE", when=("TYPE", "text")),
        value_unit="UNITS",
    ),
    feed(
        "procedures",
        "procedures",
        procedure=CsvColumn(digest=True),
        patient="PATIENT",
        encounter="ENCOUNTER",
        code="CODE",
        code_text="DESCRIPTION",
        started_at="START",
        ended_at="STOP",
    ),
    kept("organizations", "Id"),
    kept("providers", "Id"),
    kept("payers", "Id"),
    kept("payer_transitions"),
    kept("medications"),
    kept("immunizations"),
    kept("allergies"),
    kept("careplans", "Id"),
    kept("devices"),
    kept("imaging_studies"),
    kept("supplies"),
    kept("claims", "Id"),
    kept("claims_transactions", "ID"),
)
