# One image for web, worker, beat and migrate; docker-compose.yml says which command each runs.

FROM python:3.13-slim-trixie AS dependencies
RUN pip install --no-cache-dir uv
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
COPY requirements/base.txt /tmp/requirements.txt
RUN uv venv /opt/venv && uv pip sync --python /opt/venv/bin/python --require-hashes --no-cache /tmp/requirements.txt

FROM python:3.13-slim-trixie
# Pango lays text out; HarfBuzz' subset library halves the time a PDF takes; Lato is the font of the documents and
# DejaVu the fallback for what Lato has no letters for.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-lato fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --create-home --home-dir /home/fluxus fluxus \
    && install --directory --owner=fluxus --group=fluxus /app/var /data/media
COPY --from=dependencies /opt/venv /opt/venv
WORKDIR /app
COPY . .
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000 \
    FLUXUS_VAR=/app/var MEDIA_ROOT=/data/media
USER fluxus
# The static files belong to the image; nothing of this throw-away configuration stays in it.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" MAIL_URL=console: \
    DATABASE_URL=postgresql://unused/unused REDIS_URL=redis://unused \
    python manage.py collectstatic --noinput --verbosity 0
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["python", "bin/healthy.py", "web"]
CMD ["gunicorn", "fluxus.wsgi"]
