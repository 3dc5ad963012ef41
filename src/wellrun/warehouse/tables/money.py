"""The ledger line by line, its accounts and cost centres, the plan it is compared with, and the work that moves it."""

from wellrun.warehouse.schema import Column, InOrder, Kind, Table

_CENTRE = Column("cost_centre", Kind.TEXT, "Cost centre code", required=True)
_ACCOUNT = Column("account", Kind.TEXT, "Account code", required=True)
_MONTH = Column("month", Kind.DATE, "First day of the fiscal period", required=True)

LEDGER = Table(
    name="ledger",
    description="Journal lines by fiscal period. A restated period comes whole, with a higher version; the earlier "
    "versions stay and can be read as of their day",
    key=("facility", "book", "month", "version", "line"),
    columns=(
        Column("book", Kind.TEXT, "Name of the ledger the lines are from", required=True),
        _MONTH,
        Column("version", Kind.INTEGER, "Version of the period, from 1; the highest counts", required=True, at_least=1),
        Column("told_on", Kind.DATE, "Day on which this version was given out", required=True),
        Column("line", Kind.INTEGER, "Number of the line within the version", required=True, at_least=1),
        _CENTRE,
        _ACCOUNT,
        Column("posted_on", Kind.DATE, "Day of the posting"),
        Column("document", Kind.TEXT, "Journal, payroll or invoice number; debits and credits of one are equal"),
        Column("words", Kind.TEXT, "What the line says"),
        Column("debit", Kind.MONEY, "Debit, in the facility's currency", unit="currency"),
        Column("credit", Kind.MONEY, "Credit, in the facility's currency", unit="currency"),
        Column("quantity", Kind.NUMBER, "Hours, pieces or cases that the amount is for", at_least=-1e9, at_most=1e9),
    ),
)

ACCOUNTS = Table(
    name="accounts",
    description="The chart of accounts: what each account is, and where the hours of a labour account are found",
    key=("facility", "account"),
    columns=(
        _ACCOUNT,
        Column("name", Kind.TEXT, "Name a reader knows it by", required=True),
        Column(
            "kind",
            Kind.TEXT,
            "What it is in the books",
            required=True,
            allowed=("expense", "revenue", "asset", "liability", "equity"),
        ),
        Column(
            "nature",
            Kind.TEXT,
            "What it pays for or brings, which names the parts of its variance",
            allowed=("labour", "supplies", "revenue", "other"),
        ),
        Column(
            "employment",
            Kind.TEXT,
            "Of a labour account: whose worked hours it pays",
            allowed=("own", "overtime", "agency"),
        ),
        Column("staff_group", Kind.TEXT, "Of a labour account: the one staff group it pays, empty for all"),
    ),
)

COST_CENTRES = Table(
    name="cost_centres",
    description="Cost centres with the unit or department whose work they carry",
    key=("facility", "cost_centre"),
    columns=(
        _CENTRE,
        Column("name", Kind.TEXT, "Name a reader knows it by", required=True),
        Column("unit", Kind.TEXT, "Unit code, empty where it is of no one unit"),
        Column("department", Kind.TEXT, "Department code, where it is of no one unit"),
    ),
)

BUDGET_LINES = Table(
    name="budget_lines",
    description="Budget by cost centre, account and fiscal period; of each line the highest version counts",
    key=("facility", "version", "cost_centre", "account", "month"),
    columns=(
        Column("version", Kind.INTEGER, "Version of the budget, from 1", required=True, at_least=1),
        _CENTRE,
        _ACCOUNT,
        _MONTH,
        Column("amount", Kind.MONEY, "Budget, in the facility's currency", unit="currency", required=True),
        Column("fixed_share", Kind.NUMBER, "Share that work does not move", required=True, at_least=0, at_most=1),
        Column("statistic", Kind.TEXT, "The work that moves the line: a statistic of its cost centre"),
        Column("units", Kind.NUMBER, "Work planned, in that statistic", at_least=0, at_most=1e9),
        Column("quantity", Kind.NUMBER, "Hours, pieces or cases planned", at_least=0, at_most=1e9),
        Column("rate", Kind.MONEY, "Planned price of one, where no quantity is given", unit="currency", at_least=0),
    ),
)

STATISTICS = Table(
    name="statistics",
    description="Work done by cost centre and fiscal period, where it is not counted from other facts",
    key=("facility", "cost_centre", "statistic", "month"),
    columns=(
        _CENTRE,
        Column("statistic", Kind.TEXT, "What is counted: patient_days, visits or another name", required=True),
        _MONTH,
        Column("units", Kind.NUMBER, "How much of it", required=True, at_least=0, at_most=1e9),
    ),
)

FISCAL_PERIODS = Table(
    name="fiscal_periods",
    description="Fiscal periods of each facility, published by the product itself",
    key=("facility", "starts"),
    columns=(
        Column("starts", Kind.DATE, "First day", required=True),
        Column("ends", Kind.DATE, "The day after the last", required=True),
        Column("fiscal_year", Kind.INTEGER, "Fiscal year, by the calendar year of its closing month", required=True),
        Column("number", Kind.INTEGER, "Number within the fiscal year, from 1", required=True, at_least=1),
    ),
    rules=(InOrder("starts", "ends"),),
)

CASE_ACTIVITIES = Table(
    name="case_activities",
    description="What a case used of a cost centre, as the system of the centre counts it, and what was charged; "
    "bed days are counted from places and need not be sent",
    key=("facility", "encounter", "cost_centre", "activity", "day"),
    columns=(
        Column("encounter", Kind.TEXT, "Identifier of the encounter in its source", required=True),
        _CENTRE,
        Column("activity", Kind.TEXT, "What is counted: minutes, tests or another name", required=True),
        Column("day", Kind.DATE, "Day of the use", required=True),
        Column("units", Kind.NUMBER, "How much of it", required=True, at_least=0, at_most=1e6),
        Column("charge", Kind.MONEY, "Gross charge for it, in the facility's currency", unit="currency", at_least=0),
    ),
)

CASE_REVENUES = Table(
    name="case_revenues",
    description="What a case brings: paid or firmly expected of all payers and the patient; without a row "
    "its revenue is not known yet",
    key=("facility", "encounter"),
    columns=(
        Column("encounter", Kind.TEXT, "Identifier of the encounter in its source", required=True),
        Column("net_revenue", Kind.MONEY, "Net revenue, in the facility's currency", unit="currency", required=True),
    ),
)
