from django.urls import path

from customers import views

app_name = "customers"
urlpatterns = [
    path("konto/", views.overview, name="overview"),
    path("konto/daten/", views.details, name="details"),
]
