"""Addresses of patients' accounts, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue.views import account, cashier, help, statement

urlpatterns = [
    path("", account.accounts, name="accounts"),
    path("<int:pk>/", account.account, name="account"),
    path("<int:pk>/<slug:what>/", account.enter, name="enter-account"),
    path("assistance/", help.helping, name="assistance"),
    path("cashier/", cashier.cashier, name="cashier"),
    path("cashier/<int:pk>/", cashier.drawer, name="drawer"),
    path("cashier/<int:pk>/reopen/", cashier.reopen, name="reopen-drawer"),
    path("plans/", help.plans, name="plans"),
    path("refunds/", cashier.refunds, name="refunds"),
    path("refunds/<int:pk>/<slug:what>/", cashier.answer_refund, name="answer-refund"),
    path("statements/", statement.statements, name="statements"),
    path("statements/<uuid:pk>/", statement.paper, name="statement"),
    path("statements/<uuid:pk>/back/", statement.back, name="statement-back"),
    path("statements/make/", statement.make, name="make-statements"),
    path("statements/runs/<int:pk>/", statement.run, name="statement-run"),
    path("statements/runs/<int:pk>/progress/", statement.run_progress, name="statement-run-progress"),
    path("statements/send/", statement.send, name="send-statements"),
]
