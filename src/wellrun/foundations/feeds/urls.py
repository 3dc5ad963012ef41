from django.urls import path

from wellrun.foundations.feeds import views

app_name = "feeds"
urlpatterns = [
    path("", views.feed_list, name="list"),
    path("send/", views.send, name="send"),
    path("loads/<int:pk>/", views.load_page, name="load"),
    path("loads/<int:pk>/progress/", views.load_progress, name="load-progress"),
    path("<int:pk>/", views.feed_page, name="feed"),
    path("<int:pk>/rows/<str:entry>/", views.mend, name="mend"),
]
