"""Addresses of finance."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.finance.urls.purchasing import PURCHASING
from wellrun.departments.finance.views import (
    budget_files,
    budget_sheets,
    budgets,
    capital,
    cash,
    costing,
    ledger,
    outlook,
    peers,
    savings,
    variance,
)

app_name = "finance"
urlpatterns = [
    path("variance/", variance.variance, name="variance"),
    path("variance/explain/", variance.explained, name="explain"),
    path("budget/", budgets.budgets, name="budgets"),
    path("budget/new/", budgets.open_version, name="budget-open"),
    path("budget/<int:pk>/", budgets.budget, name="budget"),
    path("budget/<int:pk>/capital/", capital.capital, name="capital"),
    path("budget/<int:pk>/compare/", budgets.compare, name="budget-compare"),
    path("budget/<int:pk>/hand-in/", budget_files.hand_in_budget, name="budget-hand-in"),
    path("budget/<int:pk>/lock/", budgets.lock_version, name="budget-lock"),
    path("budget/<int:pk>/xlsx/", budget_files.workbook, name="budget-xlsx"),
    path("budget/capital/<int:pk>/", capital.decide, name="capital-decide"),
    path("budget/sheets/<int:pk>/", budget_sheets.sheet, name="budget-sheet"),
    path("budget/sheets/<int:pk>/capital/", capital.ask, name="capital-ask"),
    path("budget/sheets/<int:pk>/line/", budget_sheets.line, name="budget-line"),
    path("budget/sheets/<int:pk>/move/", budget_sheets.move, name="budget-move"),
    path("budget/sheets/<int:pk>/target/", budgets.target, name="budget-target"),
    path("cash/", cash.cash, name="cash"),
    path("cash/terms/", cash.terms, name="cash-terms"),
    path("cost/", costing.cost, name="cost"),
    path("cost/line/", costing.cost_line, name="cost-line"),
    path("cost/order/", costing.cost_order, name="cost-order"),
    path("cost/statistics/", costing.statistics, name="cost-statistics"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/hand-in/", ledger.hand_in, name="hand-in"),
    path("ledger/version/", ledger.version, name="version"),
    path("peers/", peers.peers, name="peers"),
    path("peers/files/", peers.cost_report_files, name="cost-report-files"),
    path("peers/files/<int:pk>/", peers.cost_report_file, name="cost-report-file"),
    path("peers/identity/", peers.peer_identity, name="peer-identity"),
    path("outlook/", outlook.outlook, name="outlook"),
    path("outlook/commit/", outlook.committed, name="outlook-commit"),
    path("outlook/keep/", outlook.kept, name="outlook-keep"),
    path("outlook/withdraw/<int:pk>/", outlook.withdrawn, name="outlook-withdraw"),
    path("savings/", savings.savings, name="savings"),
    path("savings/<int:pk>/", savings.saving, name="saving"),
    path("savings/<int:pk>/move/", savings.move, name="saving-move"),
    path("savings/<int:pk>/undo/", savings.undo, name="saving-undo"),
    path("savings/new/", savings.new, name="saving-new"),
    path("terms/", variance.terms, name="terms"),
    *PURCHASING,
]
