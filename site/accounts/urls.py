from django.urls import include, path, re_path

from accounts import views

# The first match wins: ours stand before allauth's of the same address and name.
urlpatterns = [
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("email/", views.new_address, name="account_email"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", views.confirm_address, name="account_confirm_email"),
    path("2fa/authenticate/", views.second_factor, name="mfa_authenticate"),
    path("", include("allauth.urls")),
]
