#!/usr/bin/env bash
# Builds the program for what it does most while it reads folders of schedules and notes; prints where it is.
#
#   hallway fetch fosdem 2016..2020 --out schedules
#   benches/profiled.sh schedules
#
# Needs llvm-profdata: `rustup component add llvm-tools`, or LLVM 19 or later in the path.
set -euo pipefail
[ $# -gt 0 ] || { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2; }
folders=()
for folder; do folders+=("$(cd "$folder" && pwd)"); done
cd "$(dirname "$0")/.."
out=$PWD/target/profiled

host=$(rustc -vV | sed -n 's/^host: //p')
for profdata in "$(rustc --print sysroot)/lib/rustlib/$host/bin/llvm-profdata" llvm-profdata{,-{30..19}}; do
  found=$(command -v "$profdata") && found=$("$found" --version 2>/dev/null | sed -n 's/.*LLVM version \([0-9]*\).*/\1/p') &&
    [ "$found" -ge 19 ] && break
  profdata=
done
[ -n "$profdata" ] || { echo "no llvm-profdata of LLVM 19 or later: rustup component add llvm-tools" >&2; exit 1; }

rm -rf "$out/raw"
# With a target, what runs while building is not looked at.
build() { RUSTFLAGS=$1 cargo build --release --locked --target "$host" --target-dir "$2"; }
build "-Cprofile-generate=$out/raw" "$out/watched"

hallway=$out/watched/$host/release/hallway
empty=$(mktemp -d)
trap 'rm -r "$empty"' EXIT
cd "$empty"
export XDG_CACHE_HOME=$empty/cache
# Nothing found and complaints are answers too; that the program cannot be run is none.
ask() { "$hallway" "$@" >/dev/null 2>&1 || [ $? -le 2 ]; }
for folder in "${folders[@]}"; do
  for _ in 1 2 3; do ask pairs --source "$folder" --no-editions --format csv; done
  ask build --source "$folder" --no-editions --out snapshot
  for question in "talks Linux" "show Linux" "related Linux" "why Linux Kubernetes" pairs; do
    ask $question --source "$folder" --no-editions --snapshot snapshot
  done
done
for question in "talks CRIU" "show CRIU" recur --help; do ask $question; done

"$profdata" merge --output "$out/hallway.profdata" "$out/raw"/*.profraw
cd "$OLDPWD"
build "-Cprofile-use=$out/hallway.profdata" "$out/built"
echo "$out/built/$host/release/hallway"
