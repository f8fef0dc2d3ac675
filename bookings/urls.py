"""Addresses of rooms and bookings."""

from django.urls import path

from bookings.views import (
    board,
    booking_page,
    bookings,
    displays,
    feeds,
    finder,
    incidents,
    mine,
    moving,
    reception,
    room_sets,
    rooms,
    series,
)

app_name = "bookings"
urlpatterns = [
    path("ruimtes/", board.board, name="board"),
    path("ruimtes/zoeken/", finder.finder, name="finder"),
    path("ruimtes/reeks/", series.series_add, name="series-add"),
    path("ruimtes/boeken/", bookings.booking_add, name="booking-add"),
    path("ruimtes/boeken/controle/", bookings.booking_check, name="booking-check"),
    path("ruimtes/boekingen/<int:pk>/", booking_page.booking, name="booking"),
    path("ruimtes/boekingen/<int:pk>/verplaatsen/", booking_page.booking_move, name="booking-move"),
    path("ruimtes/boekingen/<int:pk>/vervallen/", booking_page.booking_cancel, name="booking-cancel"),
    path("ruimtes/boekingen/<int:pk>/terugzetten/", booking_page.booking_restore, name="booking-restore"),
    path("ruimtes/boekingen/<int:pk>/agenda.ics", feeds.booking_calendar, name="booking-calendar"),
    path("ruimtes/boekingen/<int:pk>/gezien/", reception.attend, name="attend"),
    path("ruimtes/daglijst/", reception.day_sheets, name="day-sheets"),
    path("ruimtes/daglijst/<slug:slug>/", reception.day_sheet, name="day-sheet"),
    path("ruimtes/daglijst/<slug:slug>/mail/", reception.day_sheet_subscribe, name="day-sheet-mail"),
    path("ruimtes/daglijst/<slug:slug>/incidenten/", incidents.incidents, name="incidents"),
    path("ruimtes/daglijst/<slug:slug>/incidenten/nieuw/", incidents.incident_add, name="incident-add"),
    path("ruimtes/schermen/", displays.displays, name="displays"),
    path("ruimtes/schermen/<int:pk>/", displays.display_code, name="display-code"),
    path("ruimtes/schermen/<int:pk>/intrekken/", displays.display_revoke, name="display-revoke"),
    path("ruimtes/schermen/<int:pk>/vernieuwen/", displays.display_renew, name="display-renew"),
    path("ruimtes/scherm/<str:token>/", displays.display, name="display"),
    path("ruimtes/boekingen/<int:pk>/verzetten/", moving.board_move, name="board-move"),
    path("ruimtes/sets/", room_sets.sets, name="room-sets"),
    path("ruimtes/sets/bewaren/", room_sets.set_keep, name="room-set-keep"),
    path("ruimtes/sets/<int:pk>/", room_sets.room_set, name="room-set"),
    path("ruimtes/sets/<int:pk>/weg/", room_sets.set_forget, name="room-set-forget"),
    path("ruimtes/<slug:slug>/", rooms.room, name="room"),
    path("ruimtes/<slug:slug>/agenda.ics", feeds.room_calendar, name="room-calendar"),
    path("mijn/boekingen/", mine.my_bookings, name="my-bookings"),
    path("mijn/agenda/<str:token>.ics", feeds.personal_calendar, name="personal-calendar"),
]
