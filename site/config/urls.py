from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.views import page
from core.views import database_health, health, worker_health

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler429 = "config.errors.too_many_requests"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("healthz/", health),
    path("healthz/db/", database_health),
    path("healthz/worker/", worker_health),
    # Wagtail brings two logins of its own, which know neither second factor nor rate limits.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/logout/", RedirectView.as_view(pattern_name="account_logout")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("customers.urls")),
    path("konto/", include("accounts.urls")),
    path("", include("cms.urls")),
    path("", include("payments.urls")),
    path("", include("billing.urls")),
    path("", include("shop.urls")),
    path("", include("website.urls")),
    re_path(r"^media/(?P<path>images/.+)$", serve, {"document_root": settings.MEDIA_ROOT}),
    re_path(wagtail_urls.serve_pattern, page, name="wagtail_serve"),
    path("", include(wagtail_urls)),
]
