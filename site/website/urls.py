from django.urls import path

from website import crawlers, form_views, views

app_name = "website"
urlpatterns = [
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.site_map, name="sitemap"),
    path("formular/<int:pk>/", form_views.form, name="form"),
    path("formular/danke/<slug:token>/", form_views.thanks, name="form_thanks"),
    path("suche/", views.search, name="search"),
    path("suche/vorschlaege/", views.suggestions, name="suggestions"),
]
