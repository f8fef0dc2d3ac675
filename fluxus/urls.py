"""The whole address space; each app lists its own pages."""

from django.contrib import admin
from django.urls import include, path

admin.site.site_header = "FluXus beheer"
admin.site.site_title = "FluXus beheer"
admin.site.index_title = "Alle gegevens"

urlpatterns = [
    path("", include("fluxus.health")),
    path("", include("network.urls")),
    path("", include("bookings.urls")),
    path("", include("programmes.urls")),
    path("", include("contracts.urls")),
    path("account/", include("allauth.urls")),
    path("beheer/", admin.site.urls),
]
