"""Addresses of workforce."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.workforce import (
    calendar_views,
    day_views,
    need_views,
    own_views,
    roster_views,
    staff_views,
    trade_views,
)

app_name = "workforce"
urlpatterns = [
    path("staff/", staff_views.staff_list, name="staff"),
    path("staff/engage/", staff_views.engage, name="engage"),
    path("staff/<int:pk>/", staff_views.person, name="person"),
    path("staff/<int:pk>/<slug:what>/", staff_views.enter, name="enter"),
    path("credentials/<uuid:credential>/verify/", staff_views.verify, name="verify-credential"),
    path("own/", staff_views.own, name="own"),
    path("own/shifts/", own_views.shifts, name="my-shifts"),
    path("own/shifts/<int:pk>/", trade_views.my_shift, name="my-shift"),
    path("own/trades/<int:pk>/", trade_views.my_trade, name="my-trade"),
    path("own/trades/<int:pk>/withdraw/", trade_views.withdraw, name="withdraw-trade"),
    path("own/shifts/<int:pk>/absent/", own_views.absent, name="own-absent"),
    path("own/calendar/", calendar_views.my_calendar, name="my-calendar"),
    path("calendar.ics", calendar_views.calendar, name="calendar"),
    path("own/open/<int:pk>/take/", own_views.take, name="own-take"),
    path("own/offers/<int:pk>/", own_views.answer, name="own-answer"),
    path("leave/", need_views.leave, name="leave"),
    path("leave/<uuid:pk>/decide/", need_views.decide, name="decide-leave"),
    path("leave/<uuid:pk>/withdraw/", need_views.withdraw, name="withdraw-leave"),
    path("establishment/", need_views.establishment, name="establishment"),
    path("establishment/<int:pk>/end/", need_views.end_post, name="end-post"),
    path("need/", need_views.need_page, name="need"),
    path("need/<int:pk>/end/", need_views.end_need, name="end-need"),
    path("rules/", need_views.labour_rules, name="labour-rules"),
    path("rosters/", roster_views.list_page, name="rosters"),
    path("rosters/open/", roster_views.open_page, name="open"),
    path("rosters/<int:pk>/", roster_views.roster_page, name="roster"),
    path("rosters/<int:pk>/propose/", roster_views.propose, name="propose"),
    path("rosters/<int:pk>/compare/", roster_views.compare, name="compare"),
    path("rosters/<int:pk>/<int:number>/progress/", roster_views.progress, name="progress"),
    path("rosters/<int:pk>/<int:number>/stop/", roster_views.stop, name="stop"),
    path("rosters/<int:pk>/<int:number>/cells/", roster_views.cells, name="cells"),
    path("rosters/<int:pk>/<int:number>/lock/", roster_views.lock, name="lock"),
    path("rosters/<int:pk>/<int:number>/undo/", roster_views.undo, name="undo"),
    path("rosters/<int:pk>/<int:number>/ways/", roster_views.ways, name="ways"),
    path("rosters/<int:pk>/<int:number>/publish/", roster_views.publish, name="publish"),
    path("swaps/", trade_views.waiting, name="swaps"),
    path("swaps/<int:pk>/decide/", trade_views.decide, name="decide-trade"),
    path("swaps/shift/<int:pk>/", trade_views.for_others, name="trade-for"),
    path("gaps/", day_views.board, name="gaps"),
    path("gaps/offer/", day_views.offer, name="offer"),
    path("gaps/absent/<int:pk>/", day_views.absent, name="absent"),
    path("gaps/<int:pk>/", day_views.shift_page, name="open-shift"),
    path("gaps/<int:pk>/ask/<int:person>/", day_views.ask, name="ask"),
    path("gaps/<int:pk>/answered/<int:person>/", day_views.answered, name="answered"),
]
