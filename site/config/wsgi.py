import os

from core.loading import loading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
with loading():
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
