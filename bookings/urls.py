"""Addresses of rooms and bookings."""

from django.urls import path

from bookings.views import board, bookings, feeds, mine, rooms

app_name = "bookings"
urlpatterns = [
    path("ruimtes/", board.board, name="board"),
    path("ruimtes/boeken/", bookings.booking_add, name="booking-add"),
    path("ruimtes/boeken/controle/", bookings.booking_check, name="booking-check"),
    path("ruimtes/boekingen/<int:pk>/", bookings.booking, name="booking"),
    path("ruimtes/boekingen/<int:pk>/verplaatsen/", bookings.booking_move, name="booking-move"),
    path("ruimtes/boekingen/<int:pk>/annuleren/", bookings.booking_cancel, name="booking-cancel"),
    path("ruimtes/boekingen/<int:pk>/agenda.ics", feeds.booking_calendar, name="booking-calendar"),
    path("ruimtes/<slug:slug>/", rooms.room, name="room"),
    path("ruimtes/<slug:slug>/agenda.ics", feeds.room_calendar, name="room-calendar"),
    path("mijn/boekingen/", mine.my_bookings, name="my-bookings"),
]
