from django.urls import include, path

from wellrun.departments.revenue import (
    ageing_views,
    claim_act_views,
    claim_views,
    copying_views,
    finding_views,
    posting_views,
    views,
)

app_name = "revenue"
urlpatterns = [
    path("", views.remittances, name="remittances"),
    path("send/", views.send, name="send"),
    path("paper/", copying_views.paper, name="paper"),
    path("files/<int:pk>/", views.file_page, name="file"),
    path("files/<int:pk>/progress/", views.file_progress, name="file-progress"),
    path("payments/<int:pk>/", posting_views.payment, name="payment"),
    path("payments/<int:pk>/bank/", posting_views.bank, name="bank"),
    path("payments/<int:pk>/payer/", posting_views.payer, name="payer"),
    path("payments/<int:pk>/again/", posting_views.again, name="again"),
    path("payments/<int:pk>/back/", posting_views.back, name="take-back"),
    path("held/<int:pk>/unlink/", posting_views.unlinked, name="unlink"),
    path("held/<int:pk>/", posting_views.held, name="held"),
    path("accounts/", include("wellrun.departments.revenue.account_urls")),
    path("ageing/", ageing_views.ageing, name="ageing"),
    path("claims/", claim_views.claims, name="claims"),
    path("claims/<int:pk>/", claim_views.claim, name="claim"),
    path("billing/", include("wellrun.departments.revenue.sending_urls")),
    path("claims/<int:pk>/correct/", claim_act_views.correct, name="correct-claim"),
    path("claims/<int:pk>/void/", claim_act_views.void, name="void-claim"),
    path("claims/<int:pk>/next/", claim_act_views.bill_next, name="bill-next"),
    path("claims/<int:pk>/form/", claim_act_views.paper, name="claim-form"),
    path("claims/<int:pk>/findings/<slug:what>/", finding_views.answer, name="answer-finding"),
    path("billing/rules/", include("wellrun.departments.revenue.scrub_urls")),
    path("charges/", include("wellrun.departments.revenue.charge_urls")),
    path("coding/", include("wellrun.departments.revenue.coding_urls")),
    path("authorisations/", include("wellrun.departments.revenue.authorisation_urls")),
    path("contracts/", include("wellrun.departments.revenue.contract_urls")),
    path("deposits/", include("wellrun.departments.revenue.deposit_urls")),
    path("denials/", include("wellrun.departments.revenue.denial_urls")),
]
