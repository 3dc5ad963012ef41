from django.urls import include, path

from wellrun.departments.revenue.views import ageing, claim, claim_act, copying, finding, posting, remittances

app_name = "revenue"
urlpatterns = [
    path("", remittances.remittances, name="remittances"),
    path("send/", remittances.send, name="send"),
    path("paper/", copying.paper, name="paper"),
    path("files/<int:pk>/", remittances.file_page, name="file"),
    path("files/<int:pk>/progress/", remittances.file_progress, name="file-progress"),
    path("payments/<int:pk>/", posting.payment, name="payment"),
    path("payments/<int:pk>/bank/", posting.bank, name="bank"),
    path("payments/<int:pk>/payer/", posting.payer, name="payer"),
    path("payments/<int:pk>/again/", posting.again, name="again"),
    path("payments/<int:pk>/back/", posting.back, name="take-back"),
    path("held/<int:pk>/unlink/", posting.unlinked, name="unlink"),
    path("held/<int:pk>/", posting.held, name="held"),
    path("accounts/", include("wellrun.departments.revenue.urls.account")),
    path("ageing/", ageing.ageing, name="ageing"),
    path("claims/", claim.claims, name="claims"),
    path("claims/<int:pk>/", claim.claim, name="claim"),
    path("billing/", include("wellrun.departments.revenue.urls.sending")),
    path("claims/<int:pk>/correct/", claim_act.correct, name="correct-claim"),
    path("claims/<int:pk>/void/", claim_act.void, name="void-claim"),
    path("claims/<int:pk>/next/", claim_act.bill_next, name="bill-next"),
    path("claims/<int:pk>/form/", claim_act.paper, name="claim-form"),
    path("claims/<int:pk>/findings/<slug:what>/", finding.answer, name="answer-finding"),
    path("billing/rules/", include("wellrun.departments.revenue.urls.scrub")),
    path("charges/", include("wellrun.departments.revenue.urls.charge")),
    path("coding/", include("wellrun.departments.revenue.urls.coding")),
    path("authorisations/", include("wellrun.departments.revenue.urls.authorisation")),
    path("contracts/", include("wellrun.departments.revenue.urls.contract")),
    path("deposits/", include("wellrun.departments.revenue.urls.deposit")),
    path("denials/", include("wellrun.departments.revenue.urls.denial")),
]
