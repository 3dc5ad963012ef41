from django.urls import path

from wellrun.foundations.access import audit_page, giving, matrix, see_as, setting_up, token_views, views

app_name = "access"
urlpatterns = [
    path("set-up/", setting_up.page, name="set-up"),
    path("who-can/", matrix.page, name="who-can"),
    path("roles/", giving.roles, name="roles"),
    path("roles/<int:grant>/take/", giving.take, name="take-role"),
    path("roles/review/", giving.reviews, name="reviews"),
    path("roles/review/<int:grant>/", giving.review, name="review-role"),
    path("see-as/<int:account>/", see_as.begin, name="see-as"),
    path("see-as/end/", see_as.end, name="end-see-as"),
    path("audit/", audit_page.page, name="audit"),
    path("find/", views.find, name="find"),
    path("tokens/", token_views.page, name="tokens"),
    path("tokens/<int:pk>/end/", token_views.end, name="end-token"),
]
