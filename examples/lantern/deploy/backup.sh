#!/bin/sh
# Back up every asset of lantern-cloud with restic. Run in /srv/lantern; where the backups lie is in
# RESTIC_REPOSITORY and RESTIC_PASSWORD_FILE.
set -eu

for database in accounts recipes; do
    docker compose exec -T postgres pg_dump --username lantern --format custom "$database" |
        restic backup --stdin --stdin-filename "$database.dump" --tag "$database"
done
restic backup --tag devices devices
restic backup --tag config --exclude devices --exclude restore .
