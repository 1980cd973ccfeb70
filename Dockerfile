# syntax=docker/dockerfile:1
FROM python:3.11-slim AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir --require-hashes --no-deps --requirement requirements.txt \
    && /venv/bin/pip check
COPY . .
RUN SECRET_KEY=only-for-collecting-static-files-0123456789-0123456789 ENV_FILE=/dev/null \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim
RUN useradd --uid 10001 --create-home candid && mkdir -p /app/var && chown 10001 /app/var
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 10001
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 LOG_FORMAT=json
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["daphne", "--verbosity", "0", "--bind", "0.0.0.0", "--port", "8000", "--no-server-name", "--websocket-max-message-size", "65536", "--websocket-max-frame-size", "65536", "site_project.asgi:application"]
