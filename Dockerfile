# The service with its worker. Build: docker build -t chipcite .   Run: see docker-compose.yml.
FROM python:3.11-slim AS build
RUN pip install --no-cache-dir uv
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN uv venv /opt/chipcite && uv pip install --python /opt/chipcite/bin/python -r requirements.lock
COPY app app
COPY ingestion ingestion
COPY retrieval retrieval
COPY finetune finetune
COPY migrations migrations
RUN uv pip install --python /opt/chipcite/bin/python ".[postgres,neo4j]"

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 chipcite && mkdir /data && chown chipcite /data
COPY --from=build /opt/chipcite /opt/chipcite
ENV PATH=/opt/chipcite/bin:$PATH \
    CHIPCITE_DATA_DIR=/data \
    CHIPCITE_HOST=0.0.0.0 \
    HF_HUB_OFFLINE=1
USER chipcite
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"
CMD ["chipcite", "serve"]
