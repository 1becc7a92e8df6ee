from django.urls import path

from billing import views

app_name = "billing"
urlpatterns = [path("zahlen/<str:token>/", views.pay, name="pay")]
