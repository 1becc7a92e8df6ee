from django.urls import path

from cms import views

app_name = "cms"
urlpatterns = [
    path("theme-<slug:fingerprint>.css", views.theme, name="theme"),
    path("theme-<slug:fingerprint>.svg", views.icon, name="icon"),
]
