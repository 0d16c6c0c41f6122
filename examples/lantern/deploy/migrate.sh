#!/bin/sh
# Bring the databases of lantern-cloud to the version in .env. Run in /srv/lantern, after backup.sh.
# Running it again does no harm: it then says "nothing to do".
set -eu

docker compose pull
docker compose run --rm api migrate
