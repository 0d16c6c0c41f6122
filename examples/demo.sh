#!/bin/sh
# What opsgate does, on the examples beside this file: sh examples/demo.sh [OPSGATE]
opsgate=${1:-opsgate}
cd "$(dirname "$0")" || exit 1
failed=0

show() {
    printf '\n$ (cd examples/%s && opsgate %s)\n' "$folder" "$*"
    (cd "$root/$folder" && "$opsgate" "$@")
}
expect() {
    wanted=$1
    shift
    show "$@"
    got=$?
    [ "$got" -eq "$wanted" ] || { echo "demo: exit $got, expected $wanted"; failed=1; }
}

root=.
folder=lantern expect 0 check --as-of 2026-11-22
folder=hobby expect 0 check --as-of 2026-11-22
folder=kinds expect 0 check
folder=broken expect 1 check docs/og1-front-matter.md docs/og2-structure.md
folder=hobby expect 0 new runbook --print --set "title=Porch light" --set service=porch-light

# Gates are judged as somebody committed them, so they are shown in a copy of the example.
for program in git ssh-keygen; do
    command -v "$program" > /dev/null || { printf '\ndemo: the gates need %s, and are left out\n' "$program"; exit $failed; }
done
root=$(mktemp -d) || exit 1
trap 'rm -rf "$root"' EXIT
trap 'exit 1' HUP INT TERM
cp -R lantern "$root/lantern" || exit 1
(
    cd "$root/lantern" && git init --quiet && git add --all &&
        git -c user.name=Somebody -c user.email=somebody@example.org -c commit.gpgsign=false \
            commit --quiet --no-verify --message "A copy of the example"
) || exit 1
folder=lantern expect 1 gate --release v2.5.0 --as-of 2026-11-20 --simulate
folder=lantern expect 0 gate --release v2.4.0 --as-of 2026-11-20 --simulate
exit $failed
