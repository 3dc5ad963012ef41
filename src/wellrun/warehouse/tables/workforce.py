"""Hours: worked, absent, and needed against rostered. Who is engaged, by number and without names."""

from wellrun.warehouse.schema import Column, InOrder, Kind, Table

STAFF_GROUPS = ("registered_nurse", "licensed_practical_nurse", "nursing_assistant", "clinician", "other")

WORKED_HOURS = Table(
    name="worked_hours",
    description="Hours worked and what they cost, by unit, day, staff group and employment, from payroll or time clock",
    key=("facility", "unit", "day", "staff_group", "employment"),
    columns=(
        Column("unit", Kind.TEXT, "Unit code", required=True),
        Column("day", Kind.DATE, "Day the shift began", required=True),
        Column("staff_group", Kind.TEXT, "Staff group", required=True, allowed=STAFF_GROUPS),
        Column(
            "employment",
            Kind.TEXT,
            "Own staff, own staff beyond contract, or agency",
            required=True,
            allowed=("own", "overtime", "agency"),
        ),
        Column("hours", Kind.NUMBER, "Hours worked", unit="hours", required=True, at_least=0, at_most=20000),
        Column("cost", Kind.MONEY, "Cost of the hours, in the facility's currency", unit="currency", at_least=0),
    ),
)

ABSENCES = Table(
    name="absences",
    description="Contracted hours and hours lost to sickness, by unit, day and staff group",
    key=("facility", "unit", "day", "staff_group"),
    columns=(
        Column("unit", Kind.TEXT, "Unit code", required=True),
        Column("day", Kind.DATE, "Day", required=True),
        Column("staff_group", Kind.TEXT, "Staff group", required=True, allowed=STAFF_GROUPS),
        Column(
            "contracted_hours",
            Kind.NUMBER,
            "Hours contracted for the day",
            unit="hours",
            required=True,
            at_least=0,
            at_most=20000,
        ),
        Column(
            "sick_hours",
            Kind.NUMBER,
            "Of these, hours lost to sickness",
            unit="hours",
            required=True,
            at_least=0,
            at_most=20000,
        ),
    ),
)

SHIFT_COVER = Table(
    name="shift_cover",
    description="People needed and people rostered for each shift, from the roster system; "
    "a later file corrects an earlier one",
    key=("facility", "unit", "day", "shift", "staff_group"),
    columns=(
        Column("unit", Kind.TEXT, "Unit code", required=True),
        Column("day", Kind.DATE, "Day the shift begins", required=True),
        Column("shift", Kind.TEXT, "Shift of the day", required=True, allowed=("day", "night")),
        Column("staff_group", Kind.TEXT, "Staff group", required=True, allowed=STAFF_GROUPS),
        Column("needed", Kind.INTEGER, "People needed", unit="people", required=True, at_least=0, at_most=500),
        Column(
            "rostered",
            Kind.INTEGER,
            "People rostered and not called in absent",
            unit="people",
            required=True,
            at_least=0,
            at_most=500,
        ),
    ),
)

CONTRACTS = Table(
    name="contracts",
    description="Who is engaged where, for how many hours a week, from the personnel system; names stay out of it",
    key=("facility", "staff", "unit", "starts"),
    columns=(
        Column("staff", Kind.TEXT, "Staff number", required=True),
        Column("unit", Kind.TEXT, "Unit code", required=True),
        Column("grade", Kind.TEXT, "Grade code", required=True),
        Column("employment", Kind.TEXT, "Own staff, bank or agency", required=True, allowed=("own", "bank", "agency")),
        Column(
            "weekly_hours",
            Kind.NUMBER,
            "Contracted hours a week",
            unit="hours",
            required=True,
            at_least=0,
            at_most=80,
        ),
        Column("starts", Kind.DATE, "First day", required=True),
        Column("ends", Kind.DATE, "Last day, empty until further notice"),
    ),
    rules=(InOrder("starts", "ends"),),
)

CREDENTIALS_HELD = Table(
    name="credentials_held",
    description="Licences, cards and checks of staff with their dates; numbers stay out of it",
    key=("facility", "staff", "kind", "valid_from"),
    columns=(
        Column("staff", Kind.TEXT, "Staff number", required=True),
        Column("kind", Kind.TEXT, "Kind of credential", required=True),
        Column("valid_from", Kind.DATE, "First valid day", required=True),
        Column("valid_until", Kind.DATE, "Last valid day, empty where it does not end"),
    ),
    rules=(InOrder("valid_from", "valid_until"),),
)

ROSTERED_SHIFTS = Table(
    name="rostered_shifts",
    description="Who is told to work which shift, from a roster made elsewhere; a later file corrects an earlier one",
    key=("facility", "staff", "day"),
    columns=(
        Column("staff", Kind.TEXT, "Staff number", required=True),
        Column("unit", Kind.TEXT, "Unit code", required=True),
        Column("day", Kind.DATE, "Day the shift begins", required=True),
        Column("shift", Kind.TEXT, "Shift code, empty where a shift sent before no longer holds"),
        Column("skill", Kind.TEXT, "Skill or staff group as which the shift is worked", required=True),
    ),
)

CLOCKED_HOURS = Table(
    name="clocked_hours",
    description="When people clocked in and out, from the time clock; a later file corrects an earlier one",
    key=("facility", "staff", "clock_in"),
    columns=(
        Column("staff", Kind.TEXT, "Staff number", required=True),
        Column("unit", Kind.TEXT, "Unit code", required=True),
        Column("clock_in", Kind.MOMENT, "Clocked in, with the offset of the zone", required=True),
        Column("clock_out", Kind.MOMENT, "Clocked out, with the offset of the zone; empty while it is missing"),
        Column(
            "break_minutes",
            Kind.INTEGER,
            "Break that is not paid",
            unit="minutes",
            required=True,
            at_least=0,
            at_most=480,
        ),
        Column("job_code", Kind.INTEGER, "Job title code of PBJ, empty where none applies", at_least=1, at_most=40),
        Column("employment", Kind.TEXT, "Own staff, bank or agency", required=True, allowed=("own", "bank", "agency")),
        Column(
            "pay_kind",
            Kind.TEXT,
            "Paid by the hour, by salary without overtime, or by contract with another firm",
            required=True,
            allowed=("non-exempt", "exempt", "contract"),
        ),
    ),
    rules=(InOrder("clock_in", "clock_out"),),
)

ROSTER_DAYS = Table(
    name="roster_days",
    description="Shifts that people were told to work, and changes at short notice; published by the product itself",
    key=("facility", "unit", "day"),
    columns=(
        Column("unit", Kind.TEXT, "Unit code", required=True),
        Column("day", Kind.DATE, "Day the shift begins", required=True),
        Column("told", Kind.INTEGER, "Shifts told, called in absent or not", unit="shifts", required=True, at_least=0),
        Column(
            "changed",
            Kind.INTEGER,
            "Times a shift was given or taken away within 72 hours of its beginning, not at the person's own wish",
            unit="changes",
            required=True,
            at_least=0,
        ),
    ),
)

SHARED_BURDENS = Table(
    name="shared_burdens",
    description="Nights and weekends of the year that ends with a day, and those beyond fair shares; published by the "
    "product itself",
    key=("facility", "unit", "day"),
    columns=(
        Column("unit", Kind.TEXT, "Unit code", required=True),
        Column("day", Kind.DATE, "Last day of the year looked at", required=True),
        *(
            Column(name, Kind.NUMBER, words, unit=unit, required=True, at_least=0)
            for name, words, unit in (
                ("nights", "Nights worked by own staff", "nights"),
                ("nights_beyond", "Of these, beyond the fair share of whoever worked them", "nights"),
                ("weekends", "Weekends worked by own staff", "weekends"),
                ("weekends_beyond", "Of these, beyond the fair share of whoever worked them", "weekends"),
            )
        ),
    ),
)
