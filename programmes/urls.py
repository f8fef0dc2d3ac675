"""Addresses of the Cultuurmenu and the courses."""

from django.urls import path

from programmes.views import catalogue, deliveries, groups, menu, my_courses, review

app_name = "programmes"
urlpatterns = [
    path("cultuurmenu/", menu.index, name="menu"),
    path("cultuurmenu/activiteiten/nieuw/", menu.add, name="activity-add"),
    path("cultuurmenu/activiteiten/<int:pk>/", menu.activity, name="activity"),
    path("cultuurmenu/activiteiten/<int:pk>/wijzigen/", menu.edit, name="activity-edit"),
    path("cultuurmenu/activiteiten/<int:pk>/weghalen/", menu.remove, name="activity-remove"),
    path("cultuurmenu/activiteiten/<int:pk>/inplannen/", deliveries.add, name="delivery-add"),
    path("cultuurmenu/uitvoeringen/<int:pk>/", deliveries.delivery, name="delivery"),
    path("cultuurmenu/makers/<int:pk>/", menu.of_maker, name="maker-menu"),
    path("cultuurmenu/scholen/<int:pk>/", groups.school, name="school-groups"),
    path("cultuurmenu/scholen/<int:pk>/groepen/", groups.add, name="group-add"),
    path("cultuurmenu/scholen/<int:pk>/groepen/maken/", groups.make, name="groups-make"),
    path("cursussen/", catalogue.index, name="courses"),
    path("cursussen.json", catalogue.feed, name="courses-feed"),
    path("cursussen/<slug:slug>/", catalogue.course, name="course"),
    path("mijn/cursussen/", my_courses.index, name="my-courses"),
    path("mijn/cursussen/nieuw/", my_courses.add, name="my-course-add"),
    path("mijn/cursussen/voorbeeld/", my_courses.preview, name="my-course-preview"),
    path("mijn/cursussen/<int:pk>/", my_courses.edit, name="my-course-edit"),
    path("mijn/cursussen/<int:pk>/indienen/", my_courses.submit, name="my-course-submit"),
    path("mijn/cursussen/<int:pk>/terugtrekken/", my_courses.withdraw, name="my-course-withdraw"),
    path("programma/cursussen/", review.index, name="course-review"),
    path("programma/cursussen/<int:pk>/publiceren/", review.publish, name="course-publish"),
    path("programma/cursussen/<int:pk>/terugsturen/", review.send_back, name="course-return"),
    path("programma/cursussen/<int:pk>/intrekken/", review.withdraw, name="course-withdraw"),
]
