from django.urls import path

from wellrun.foundations.catalogue import equity_views, questions, rare_views, views

app_name = "catalogue"
urlpatterns = [
    path("", views.measure_list, name="list"),
    path("of/<slug:department>/", views.measure_list, name="department"),
    path("ask/", questions.ask, name="ask"),
    path("ask/keep/", questions.keep, name="keep"),
    path("ask/<int:pk>/", questions.open_kept, name="kept"),
    path("<slug:key>/", views.measure_page, name="measure"),
    path("<slug:key>/groups/", equity_views.groups, name="groups"),
    path("<slug:key>/rare/", rare_views.rare, name="rare"),
    path("<slug:key>/definition/", views.definition, name="definition"),
    path("<slug:key>/phase/", views.agree_phase, name="phase"),
    path("<slug:key>/note/", views.write_note, name="note"),
    path("<slug:key>/target/", views.set_target, name="target"),
]
