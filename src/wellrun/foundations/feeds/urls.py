from django.urls import path

from wellrun.foundations.feeds import live_views, views

app_name = "feeds"
urlpatterns = [
    path("", views.feed_list, name="list"),
    path("send/", views.send, name="send"),
    path("loads/<int:pk>/", views.load_page, name="load"),
    path("loads/<int:pk>/progress/", views.load_progress, name="load-progress"),
    path("<int:pk>/", views.feed_page, name="feed"),
    path("<int:pk>/rows/<str:entry>/", views.mend, name="mend"),
    path("interfaces/", live_views.interfaces, name="interfaces"),
    path("interfaces/in/new/", live_views.connection_set, name="connection-new"),
    path("interfaces/in/<int:pk>/", live_views.connection_page, name="connection"),
    path("interfaces/in/<int:pk>/change/", live_views.connection_set, name="connection-change"),
    path("interfaces/in/<int:pk>/facts/", live_views.facts, name="live-facts"),
    path("interfaces/in/<int:pk>/messages/<uuid:message>/", live_views.message_do, name="message-do"),
    path("interfaces/out/new/", live_views.destination_set, name="destination-new"),
    path("interfaces/out/<int:pk>/", live_views.destination_page, name="destination"),
    path("interfaces/out/<int:pk>/change/", live_views.destination_set, name="destination-change"),
    path("interfaces/out/<int:pk>/try/", live_views.try_now, name="try-now"),
    path("interfaces/out/<int:pk>/messages/<uuid:message>/", live_views.outgoing_do, name="outgoing-do"),
]
