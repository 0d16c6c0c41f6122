# opsgate in a container: docker run --rm -v "$PWD:/work" opsgate check
# The base is pinned by tag; pin it by digest (python:3.13-slim-trixie@sha256:...) where builds have to repeat exactly.
ARG BASE=python:3.13-slim-trixie

FROM ${BASE} AS build
WORKDIR /src
COPY . .
ARG EXTRAS=fast,sign
RUN python -m venv /opt/opsgate \
    && /opt/opsgate/bin/pip install --no-cache-dir --disable-pip-version-check ".[${EXTRAS}]" \
    && /opt/opsgate/bin/pip uninstall --yes pip

FROM ${BASE}
LABEL org.opencontainers.image.title="opsgate" \
      org.opencontainers.image.description="A gate-checking linter for operations documents kept as Markdown" \
      org.opencontainers.image.licenses="MIT"

# git: how old things are, and who changed them. openssh-client: ssh-keygen verifies signatures.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git openssh-client \
    && rm -rf /var/lib/apt/lists/*

# A mounted work tree belongs to somebody outside, and git refuses those that are not named. These are the places where
# work trees are mounted: by hand, by GitLab, by GitHub. opsgate turns off what a repository could make git run.
RUN git config --system --add safe.directory /work \
    && git config --system --add safe.directory '/work/*' \
    && git config --system --add safe.directory '/builds/*' \
    && git config --system --add safe.directory /github/workspace \
    && git config --system --add safe.directory '/__w/*'

COPY --from=build /opt/opsgate /opt/opsgate
ENV PATH=/opt/opsgate/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /tmp --shell /usr/sbin/nologin opsgate
USER 10001:10001
WORKDIR /work
ENTRYPOINT ["opsgate"]
CMD ["check"]
