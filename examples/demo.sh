#!/bin/sh
# What opsgate does, on the examples beside this file: sh examples/demo.sh [OPSGATE]
opsgate=${1:-opsgate}
cd "$(dirname "$0")" || exit 1
failed=0

show() {
    printf '\n$ (cd examples/%s && opsgate %s)\n' "$folder" "$*"
    (cd "$folder" && "$opsgate" "$@")
}
expect() {
    wanted=$1
    shift
    show "$@"
    got=$?
    [ "$got" -eq "$wanted" ] || { echo "demo: exit $got, expected $wanted"; failed=1; }
}

folder=lantern expect 0 check
folder=hobby expect 0 check
folder=kinds expect 0 check
folder=broken expect 1 check docs/og1-front-matter.md docs/og2-structure.md
folder=hobby expect 0 new runbook --print --set "title=Porch light" --set service=porch-light
exit $failed
