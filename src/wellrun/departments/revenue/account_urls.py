"""Addresses of patients' accounts, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue import account_views, cashier_views, help_views, statement_views

urlpatterns = [
    path("", account_views.accounts, name="accounts"),
    path("<int:pk>/", account_views.account, name="account"),
    path("<int:pk>/<slug:what>/", account_views.enter, name="enter-account"),
    path("assistance/", help_views.helping, name="assistance"),
    path("cashier/", cashier_views.cashier, name="cashier"),
    path("cashier/<int:pk>/", cashier_views.drawer, name="drawer"),
    path("cashier/<int:pk>/reopen/", cashier_views.reopen, name="reopen-drawer"),
    path("plans/", help_views.plans, name="plans"),
    path("refunds/", cashier_views.refunds, name="refunds"),
    path("refunds/<int:pk>/<slug:what>/", cashier_views.answer_refund, name="answer-refund"),
    path("statements/", statement_views.statements, name="statements"),
    path("statements/<uuid:pk>/", statement_views.paper, name="statement"),
    path("statements/<uuid:pk>/back/", statement_views.back, name="statement-back"),
    path("statements/make/", statement_views.make, name="make-statements"),
    path("statements/runs/<int:pk>/", statement_views.run, name="statement-run"),
    path("statements/runs/<int:pk>/progress/", statement_views.run_progress, name="statement-run-progress"),
    path("statements/send/", statement_views.send, name="send-statements"),
]
