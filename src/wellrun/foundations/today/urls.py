from django.urls import path

from wellrun.foundations.today import briefing, views

app_name = "today"
urlpatterns = [
    path("", views.page, name="page"),
    path("signals/<int:pk>/assign/", views.assign, name="assign"),
    path("signals/<int:pk>/not-a-concern/", views.dismiss, name="dismiss"),
    path("dismissals/<int:pk>/reinstate/", views.reinstate, name="reinstate"),
    path("brief.<str:form>", views.brief_file, name="brief"),
    path("briefing/", briefing.page, name="briefing"),
    path("briefing/start/", briefing.start, name="briefing-start"),
    path("briefing/decide/", briefing.decide, name="briefing-decide"),
    path("briefing/end/", briefing.end, name="briefing-end"),
    path("briefing/minutes.docx", briefing.minutes_file, name="minutes"),
]
