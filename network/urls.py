
from django.urls import path

from network.views import moments, partners, start, wijken

app_name = "network"
urlpatterns = [
    path("", start.front, name="front"),
    path("start/", start.start, name="start"),
    path("werk/", start.werk, name="werk"),
    path("werk/zoek/", start.search, name="search"),
    path("werk/bouwstenen/", start.bouwstenen, name="bouwstenen"),
    path("mijn/", start.mijn, name="mijn"),
    path("mijn/namens/", start.act_for, name="act-for"),
    path("netwerk/", partners.index, name="partners"),
    path("netwerk/partners/nieuw/", partners.add, name="partner-add"),
    path("netwerk/partners/opties/", partners.options, name="partner-options"),
    path("netwerk/partners/<int:pk>/", partners.partner, name="partner"),
    path("netwerk/partners/<int:pk>/wijzigen/", partners.edit, name="partner-edit"),
    path("netwerk/partners/<int:pk>/tijdlijn/", partners.timeline, name="timeline"),
    path("netwerk/partners/<int:pk>/contact/", moments.add, name="moment-add"),
    path("netwerk/wijken/", wijken.index, name="wijken"),
    path("netwerk/wijken/<slug:slug>/", wijken.wijk, name="wijk"),
    path("netwerk/wijken/<slug:slug>/accounthouder/", wijken.appoint, name="wijk-appoint"),
]
