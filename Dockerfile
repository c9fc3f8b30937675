# A small image for one machine: `docker run -v news:/news newsbeam run --config /news/newsbeam.toml`.
# The same image serves as a Beam worker (see docs/runners.md): `docker run --entrypoint python newsbeam -m apache_beam.runners.worker.worker_pool_main ...`.
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE NOTICE constraints.txt ./
COPY newsbeam newsbeam
COPY pipeline pipeline
COPY transforms transforms
COPY sinks sinks
COPY configs configs
RUN python -m venv /opt/newsbeam && /opt/newsbeam/bin/pip install --no-cache-dir -c constraints.txt .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 newsbeam && install -d -o newsbeam /news
COPY --from=build /opt/newsbeam /opt/newsbeam
ENV PATH=/opt/newsbeam/bin:$PATH NEWSBEAM_STORE=/news/store PYTHONUNBUFFERED=1
USER newsbeam
WORKDIR /news
VOLUME /news
# healthy: the store can be opened and read
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s CMD ["newsbeam", "sql", "--format", "csv", "FROM store_info"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["newsbeam"]
CMD ["--help"]
