"""Addresses of sending, filing, eligibility and estimates, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue.views import eligibility, estimate, filing, mending, sending

urlpatterns = [
    path("send/", sending.to_send, name="to-send"),
    path("send/<int:pk>/mend/", mending.mend_claim, name="mend-claim"),
    path("send/<slug:how>/", sending.make, name="make-batches"),
    path("batches/", sending.batches, name="batches"),
    path("batches/<uuid:pk>/", sending.batch, name="batch"),
    path("batches/<uuid:pk>/withdraw/", sending.withdraw, name="withdraw-batch"),
    path("partner/", sending.partner, name="partner"),
    path("answers/", sending.answers, name="answers"),
    path("answers/<uuid:pk>/", sending.settle_answer, name="settle-answer"),
    path("filing/", filing.filing, name="filing"),
    path("filing/payers/<int:pk>/", filing.set_terms, name="set-filing"),
    path("filing/<int:pk>/proof/", filing.filing_paper, name="filing-proof"),
    path("status/", filing.ask, name="ask-status"),
    path("eligibility/", eligibility.eligibility, name="eligibility"),
    path("eligibility/ask/<slug:how>/", eligibility.ask, name="ask-eligibility"),
    path("eligibility/<uuid:pk>/", eligibility.check, name="check"),
    path("estimates/", estimate.estimates, name="estimates"),
    path("estimates/new/", estimate.new_estimate, name="new-estimate"),
    path("estimates/<uuid:pk>/", estimate.estimate, name="estimate"),
    path("estimates/<uuid:pk>/letter/", estimate.letter, name="estimate-letter"),
    path("estimates/<uuid:pk>/<slug:what>/", estimate.change_estimate, name="change-estimate"),
]
