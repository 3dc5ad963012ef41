"""Where care is given: places as the sending systems name them, and units as the facility knows them."""

from wellrun.warehouse.schema import Column, Kind, Table

UNITS = Table(
    name="units",
    description="The organisation as the product knows it, published by the organisation foundation; the only table "
    "that joins a unit code to its department, facility and network",
    key=("facility", "unit"),
    columns=(
        Column("unit", Kind.TEXT, "Unit code used in every fact table", required=True),
        Column("unit_name", Kind.TEXT, "Name a reader knows the unit by", required=True),
        Column(
            "unit_kind",
            Kind.TEXT,
            "What the unit does",
            allowed=("ward", "critical", "emergency", "theatre", "clinic", "residential", "other"),
        ),
        Column("department", Kind.TEXT, "Department code", required=True),
        Column("network", Kind.TEXT, "Network code", required=True),
    ),
)

LOCATIONS = Table(
    name="locations",
    description="Places as the record system names them (FHIR Location); a code here may be a unit of ours",
    key=("facility", "location"),
    columns=(
        Column("location", Kind.TEXT, "Identifier of the place in its source", required=True),
        Column("name", Kind.TEXT, "Name of the place"),
        Column(
            "kind", Kind.TEXT, "Physical type code: wa (ward), ro (room), bd (bed), bu (building) and others of FHIR"
        ),
        Column("status", Kind.TEXT, "active, suspended or inactive"),
        Column("part_of", Kind.TEXT, "Identifier of the place this one is part of"),
    ),
)

BED_STATES = Table(
    name="bed_states",
    description="Beds of a unit at the midnight that ends a day",
    key=("facility", "unit", "day"),
    columns=(
        Column("unit", Kind.TEXT, "Unit code", required=True),
        Column("day", Kind.DATE, "The day whose closing midnight is counted", required=True),
        Column("licensed", Kind.INTEGER, "Beds the licence allows", unit="beds", at_least=0, at_most=5000),
        Column(
            "staffed",
            Kind.INTEGER,
            "Beds that are open and have staff: the denominator of occupancy",
            unit="beds",
            required=True,
            at_least=0,
            at_most=5000,
        ),
        Column(
            "blocked",
            Kind.INTEGER,
            "Beds closed for repair, cleaning or isolation",
            unit="beds",
            at_least=0,
            at_most=5000,
        ),
    ),
)
