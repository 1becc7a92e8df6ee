from django.urls import path

from shop.views import account, basket, checkout, download, order, withdrawal

app_name = "shop"
urlpatterns = [
    path("warenkorb/", basket.basket, name="basket"),
    path("warenkorb/legen/", basket.add, name="add"),
    path("kasse/", checkout.checkout, name="checkout"),
    path("bestellung/<slug:token>/", order.order, name="order"),
    path("bestellung/<slug:token>/bezahlen/", order.pay, name="pay"),
    path("bestellung/<slug:token>/rechnung/", order.invoice, name="invoice"),
    path("bestellung/<slug:token>/konto/", account.account, name="account"),
    path("widerruf/", withdrawal.withdrawal, name="withdrawal"),
    path("widerruf/<slug:token>/", withdrawal.received, name="withdrawal_received"),
    path("download/<slug:token>/", download.download, name="download"),
    path("download/<slug:token>/neu/", download.renew, name="renew"),
    path("datei/<slug:token>/", download.file, name="file"),
]
