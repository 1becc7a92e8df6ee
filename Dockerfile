# The site as an image: `docker build -t kontor .` One image for web server, worker and management commands.
# Settings and secrets come from the environment when it runs; none is in here.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /opt/venv && pip install --quiet --requirement requirements.txt
COPY . .
# In development nothing is asked of the environment; what is collected is the same.
ENV KONTOR_ENV=development \
    PYTHONPATH=/app:/app/site \
    STATIC_ROOT=/app/staticfiles \
    VAR_DIR=/tmp/var
RUN pybabel --quiet compile --directory site/locale --domain django && \
    python manage.py collectstatic --no-input --verbosity 0 && \
    python -m compileall -q .

FROM python:3.11-slim-bookworm
# The client programs of PostgreSQL are for backups, the rest draws PDF files.
# No versions: Debian keeps only the latest fix of each package.
# hadolint ignore=DL3008
RUN apt-get update && \
    apt-get install --yes --no-install-recommends \
        libfontconfig1 libharfbuzz-subset0 libharfbuzz0b libpango-1.0-0 libpangoft2-1.0-0 postgresql-client-15 && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --system --uid 10001 --home-dir /var/lib/kontor --shell /usr/sbin/nologin kontor && \
    install --directory --owner kontor --group kontor /var/lib/kontor /var/lib/kontor/media /var/lib/kontor/private
ENV HOST=0.0.0.0 \
    KONTOR_ENV=production \
    PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app:/app/site \
    PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/app/staticfiles \
    VAR_DIR=/var/lib/kontor
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s CMD ["python", "deploy/healthy.py"]
CMD ["python", "-m", "gunicorn", "config.wsgi"]
