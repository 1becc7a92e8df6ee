from django.urls import path

from payments import views

app_name = "payments"

urlpatterns = [
    path("webhooks/paypal/", views.paypal_webhook, name="paypal_webhook"),
    path("zahlung/paypal/zurueck/<uuid:uuid>/", views.paypal_return, name="paypal_return"),
    path("zahlung/paypal/abbruch/<uuid:uuid>/", views.paypal_cancel, name="paypal_cancel"),
]
