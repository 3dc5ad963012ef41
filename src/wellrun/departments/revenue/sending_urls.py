"""Addresses of sending, filing, eligibility and estimates, within those of revenue."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.revenue import eligibility_views, estimate_views, filing_views, mending_views, sending_views

urlpatterns = [
    path("send/", sending_views.to_send, name="to-send"),
    path("send/<int:pk>/mend/", mending_views.mend_claim, name="mend-claim"),
    path("send/<slug:how>/", sending_views.make, name="make-batches"),
    path("batches/", sending_views.batches, name="batches"),
    path("batches/<uuid:pk>/", sending_views.batch, name="batch"),
    path("batches/<uuid:pk>/withdraw/", sending_views.withdraw, name="withdraw-batch"),
    path("partner/", sending_views.partner, name="partner"),
    path("answers/", sending_views.answers, name="answers"),
    path("answers/<uuid:pk>/", sending_views.settle_answer, name="settle-answer"),
    path("filing/", filing_views.filing, name="filing"),
    path("filing/payers/<int:pk>/", filing_views.set_terms, name="set-filing"),
    path("filing/<int:pk>/proof/", filing_views.filing_paper, name="filing-proof"),
    path("status/", filing_views.ask, name="ask-status"),
    path("eligibility/", eligibility_views.eligibility, name="eligibility"),
    path("eligibility/ask/<slug:how>/", eligibility_views.ask, name="ask-eligibility"),
    path("eligibility/<uuid:pk>/", eligibility_views.check, name="check"),
    path("estimates/", estimate_views.estimates, name="estimates"),
    path("estimates/new/", estimate_views.new_estimate, name="new-estimate"),
    path("estimates/<uuid:pk>/", estimate_views.estimate, name="estimate"),
    path("estimates/<uuid:pk>/letter/", estimate_views.letter, name="estimate-letter"),
    path("estimates/<uuid:pk>/<slug:what>/", estimate_views.change_estimate, name="change-estimate"),
]
