#!/bin/sh
# Back up assets of lantern-cloud with restic: backup.sh accounts recipes devices config
# Runs in /srv/lantern; where the backups lie is in RESTIC_REPOSITORY and RESTIC_PASSWORD_FILE.
set -eu

for asset in "$@"; do
    case $asset in
        accounts | recipes)
            docker compose exec -T postgres pg_dump --username lantern --format custom "$asset" > "restore/$asset.dump"
            restic backup --quiet --tag "$asset" "restore/$asset.dump"
            ;;
        devices)
            restic backup --quiet --tag devices devices
            ;;
        config)
            restic backup --quiet --tag config --exclude devices --exclude restore .
            ;;
        *)
            echo "no such asset: $asset" >&2
            exit 2
            ;;
    esac
done
