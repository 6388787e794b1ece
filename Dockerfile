# Readout for containers: `readout schedule` and `readout serve` of docker-compose.yml. Nothing is fetched when it runs.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/readout
COPY requirements-build.lock requirements.lock ./
# Every package by version and hash; two come as source and are built by what the first file names.
RUN /opt/readout/bin/pip install --require-hashes -r requirements-build.lock \
 && /opt/readout/bin/pip install --require-hashes --no-build-isolation -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY config config
COPY processors processors
COPY crawler crawler
COPY monitor monitor
# The program itself; then what only built it goes: the image has no build tool and no pip.
RUN /opt/readout/bin/pip install --no-deps --no-build-isolation . \
 && /opt/readout/bin/pip uninstall --yes hatchling editables wheel trove-classifiers pathspec tomlkit pip \
 && /opt/readout/bin/readout --help > /dev/null

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 readout \
 && useradd --uid 10001 --gid readout --no-create-home --home-dir /data --shell /usr/sbin/nologin readout \
 && install --directory --owner=readout --group=readout --mode=0750 /data
COPY --from=build /opt/readout /opt/readout
ENV PATH=/opt/readout/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
# Store, archive, crawl files and mails are written where it works: a volume belongs there. /config is read only.
WORKDIR /data
USER 10001:10001
ENTRYPOINT ["readout", "--config", "/config"]
CMD ["schedule"]
# Of the schedule; docker-compose.yml gives the web port its own. No pass finishes before the first crawls have.
HEALTHCHECK --interval=2m --timeout=30s --retries=3 --start-period=90m CMD ["readout", "--config", "/config", "status", "--awake"]
