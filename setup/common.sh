# What every set-up step uses: words for the user, the cache, temporary files, locks.
# shellcheck shell=bash

cache=${CUBICLE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cubicle}

# All words go to standard error: standard output belongs to the guest.
say() {
  printf 'cubicle: %s\n' "$*" >&2
}

# A step that cannot be done says what the user can do, in one line.
fail() {
  say "$*"
  exit 1
}

has_command() {
  command -v "$1" >/dev/null 2>&1
}

# Runs a command whose output matters only when it fails; then the last lines are shown, without the
# stack traces that Maven's plugins add.
quietly() {
  local log status=0
  log=$(mktemp "$scratch/log.XXXXXX")
  "$@" >"$log" 2>&1 </dev/null || status=$?
  ((status == 0)) || grep -v -E '^[[:space:]]+at [[:alnum:].]+[.$]' "$log" | tail -n 40 >&2
  return "$status"
}

# A directory for this run alone, inside the cache so that a rename out of it is atomic.
make_scratch() {
  if ! mkdir -p "$cache" 2>/dev/null || [[ ! -w $cache ]]; then
    fail "cannot write to $cache: name another directory in CUBICLE_CACHE"
  fi
  # What a set-up left that was killed. None takes a day.
  find "$cache" -maxdepth 1 -name 'setup.*' -mtime +0 -exec rm -rf {} +
  scratch=$(mktemp -d "$cache/setup.XXXXXX")
  trap 'rm -rf "$scratch"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# Waits for other set-ups that use the same directory ($1). Without flock(1), as on macOS, the
# renames alone keep the cache whole: two set-ups then do the same work twice.
lock() {
  has_command flock || return 0
  mkdir -p "$1"
  exec {lock_descriptor}>"$1/.lock"
  flock -n "$lock_descriptor" || {
    say "waiting for another cubicle that is at work in $1"
    flock "$lock_descriptor"
  }
}

unlock() {
  has_command flock || return 0
  exec {lock_descriptor}>&-
}

# Puts the finished file $1 at $2, whole or not at all.
publish() {
  mkdir -p "${2%/*}"
  mv -f "$1" "$2"
}
