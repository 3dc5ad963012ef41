from django.urls import path

from wellrun.foundations.followup import views

app_name = "followup"
urlpatterns = [
    path("", views.action_list, name="list"),
    path("new/", views.promise, name="promise"),
    path("<int:pk>/", views.action_page, name="action"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/comment/", views.comment, name="comment"),
]
