from django.urls import include, path

from wellrun.departments.revenue import ageing_views, claim_views, views

app_name = "revenue"
urlpatterns = [
    path("", views.remittances, name="remittances"),
    path("send/", views.send, name="send"),
    path("files/<int:pk>/", views.file_page, name="file"),
    path("files/<int:pk>/progress/", views.file_progress, name="file-progress"),
    path("payments/<int:pk>/", views.payment, name="payment"),
    path("payments/<int:pk>/bank/", views.bank, name="bank"),
    path("payments/<int:pk>/payer/", views.payer, name="payer"),
    path("payments/<int:pk>/again/", views.again, name="again"),
    path("held/<int:pk>/", views.held, name="held"),
    path("accounts/", include("wellrun.departments.revenue.account_urls")),
    path("ageing/", ageing_views.ageing, name="ageing"),
    path("claims/", claim_views.claims, name="claims"),
    path("claims/<int:pk>/", claim_views.claim, name="claim"),
    path("contracts/", include("wellrun.departments.revenue.contract_urls")),
    path("denials/", include("wellrun.departments.revenue.denial_urls")),
]
