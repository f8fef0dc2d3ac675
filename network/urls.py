"""Addresses of the network: the front door, the start pages, partners, wijken and access."""

from django.urls import path

from network.views import access, mine, moments, partner_form, partner_page, partners, register, start, tasks, wijken

app_name = "network"
urlpatterns = [
    path("", start.front, name="front"),
    path("start/", start.start, name="start"),
    path("werk/", start.werk, name="werk"),
    path("werk/zoek/", start.search, name="search"),
    path("werk/taken/", tasks.index, name="tasks"),
    path("werk/taken/nieuw/", tasks.add, name="task-add"),
    path("werk/taken/<int:pk>/", tasks.task, name="task"),
    path("werk/taken/<int:pk>/gedaan/", tasks.done, name="task-done"),
    path("werk/taken/<int:pk>/weer-open/", tasks.reopen, name="task-reopen"),
    path("werk/taken/<int:pk>/op-mij/", tasks.take, name="task-take"),
    path("werk/bouwstenen/", start.bouwstenen, name="bouwstenen"),
    path("mijn/", start.mijn, name="mijn"),
    path("mijn/gegevens/", mine.my_details, name="my-details"),
    path("mijn/namens/", start.act_for, name="act-for"),
    path("netwerk/toegang/", access.access, name="access"),
    path("netwerk/toegang/uitnodigingen/<int:pk>/intrekken/", access.withdraw, name="invitation-withdraw"),
    path("netwerk/toegang/aanmeldingen/<int:pk>/", access.registration, name="registration"),
    path("netwerk/toegang/aanmeldingen/<int:pk>/toelaten/", access.approve, name="registration-approve"),
    path("netwerk/toegang/aanmeldingen/<int:pk>/afwijzen/", access.refuse, name="registration-refuse"),
    path("uitnodiging/<str:token>/", access.invitation, name="invitation"),
    path("netwerk/", partners.index, name="partners"),
    path("netwerk/partners/nieuw/", partner_form.add, name="partner-add"),
    path("netwerk/partners/opties/", partners.options, name="partner-options"),
    path("netwerk/partners/<int:pk>/", partner_page.partner, name="partner"),
    path("netwerk/partners/<int:pk>/wijzigen/", partner_form.edit, name="partner-edit"),
    path("netwerk/partners/<int:pk>/tijdlijn/", partner_page.timeline, name="timeline"),
    path("netwerk/partners/<int:pk>/contact/", moments.quick, name="partner-moment"),
    path("netwerk/contactmomenten/", moments.index, name="moments"),
    path("netwerk/contactmomenten/nieuw/", moments.add, name="moment-add"),
    path("netwerk/contactmomenten/<int:pk>/", moments.moment, name="moment"),
    path("netwerk/contactmomenten/<int:pk>/verbeteren/", moments.correct, name="moment-correct"),
    path("netwerk/contactmomenten/<int:pk>/wie-leest/", moments.level, name="moment-level"),
    path("netwerk/scholen/voorstellen/", register.register, name="register"),
    path("netwerk/scholen/voorstellen/inlezen/", register.upload, name="register-upload"),
    path("netwerk/scholen/voorstellen/besluiten/", register.decide, name="register-decide"),
    path("netwerk/wijken/", wijken.index, name="wijken"),
    path("netwerk/wijken/<slug:slug>/", wijken.wijk, name="wijk"),
    path("netwerk/wijken/<slug:slug>/accounthouder/", wijken.appoint, name="wijk-appoint"),
]
