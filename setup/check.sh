#!/usr/bin/env bash
# Tests of the set-up's own logic: what it makes of apt's sources, versions and JDKs. Part of
# ./cubicle test; changes nothing on the machine.
set -euo pipefail

directory=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=common.sh
source "$directory/common.sh"
# shellcheck source=jdk.sh
source "$directory/jdk.sh"
# shellcheck source=newer-suite.sh
source "$directory/newer-suite.sh"
# shellcheck source=packages.sh
source "$directory/packages.sh"
# shellcheck source=natives.sh
source "$directory/natives.sh"

checks=0
failures=0

# $1: what is checked, $2: wanted, $3: got.
check() {
  checks=$((checks + 1))
  [[ $2 != "$3" ]] || return 0
  failures=$((failures + 1))
  printf 'setup check failed: %s\n  wanted: %q\n  got:    %q\n' "$1" "$2" "$3" >&2
}

answer() {
  if "$@"; then echo yes; else echo no; fi
}

check_stanzas() {
  local sources debian
  debian=$'Types: deb\nURIs: mirror://one/debian/\nSuites: forky\nComponents: main\nSigned-By: /keys/debian.gpg'
  sources=$'# a comment, then a blank line\n\nTypes: deb deb-src\n# inside\nURIs: mirror://one/debian/\nSuites: bookworm bookworm-updates\nComponents: main\nSigned-By: /keys/debian.gpg\n\nTypes: deb\nURIs: mirror://two/debian-security\nSuites: bookworm-security\nComponents: main\n'
  check "the stanza of the main archive" "$debian" \
    "$(stanza_for_suite mirror://one/debian bookworm forky <<<"$sources")"
  check "no stanza of another archive" "" \
    "$(stanza_for_suite mirror://three/debian bookworm forky <<<"$sources")"
  check "no stanza without the release" "" \
    "$(stanza_for_suite mirror://two/debian-security bookworm forky <<<"$sources")"
  check "values on lines of their own, and a key inside" \
    $'Types: deb\nURIs:\n mirror://one/ubuntu\nSuites: questing\nComponents: main universe\nSigned-By:\n -----BEGIN\n .\n xyz' \
    "$(stanza_for_suite mirror://one/ubuntu noble questing <<'END'
Types: deb
URIs:
 mirror://one/ubuntu
Suites:
 noble
 noble-updates
Components: main universe
Signed-By:
 -----BEGIN
 .
 xyz
END
    )"
}

check_lines() {
  local list
  list=$'# deb mirror://one/debian bookworm main\ndeb-src mirror://one/debian bookworm main\ndeb [arch=amd64 signed-by=/keys/a.gpg] mirror://one/debian/ bookworm main contrib\ndeb mirror://two/tools bookworm stable'
  check "the line of the main archive" \
    "deb [arch=amd64 signed-by=/keys/a.gpg] mirror://one/debian/ forky main contrib" \
    "$(line_for_suite mirror://one/debian bookworm forky <<<"$list")"
  check "a line without options" "deb mirror://two/tools forky stable" \
    "$(line_for_suite mirror://two/tools/ bookworm forky <<<"$list")"
  check "no line of another archive" "" \
    "$(line_for_suite mirror://three/debian bookworm forky <<<"$list")"
}

check_versions() {
  check "an older library" no "$(answer at_least 2.0.1.post1-1+b1 "$unicorn_wanted")"
  check "just the version" yes "$(answer at_least 2.1.1 "$unicorn_wanted")"
  check "a newer library" yes "$(answer at_least 2.1.4-4 "$unicorn_wanted")"
  check "a version of two digits" yes "$(answer at_least 2.10.0 "$unicorn_wanted")"
  check "a library that no package knows" yes "$(answer at_least '' "$unicorn_wanted")"
}

# Makes a JDK in $1 that says it is version $2.
fake_jdk() {
  mkdir -p "$1/bin"
  printf 'IMPLEMENTOR="x"\nJAVA_VERSION="%s"\n' "$2" >"$1/release"
  printf '#!/bin/sh\n' | tee "$1/bin/java" >"$1/bin/javac"
  chmod +x "$1/bin/java" "$1/bin/javac"
}

check_jdks() {
  local place
  place=$(mktemp -d)
  fake_jdk "$place/17" 17.0.15
  fake_jdk "$place/25" 25.0.3
  fake_jdk "$place/early" 25-ea
  fake_jdk "$place/26" 26
  fake_jdk "$place/runtime" 25.0.3
  rm "$place/runtime/bin/javac"
  check "a release" 17 "$(jdk_version "$place/17")"
  check "an early one" 25 "$(jdk_version "$place/early")"
  check "no compiler" no "$(answer jdk_version "$place/runtime")"
  check "the user's, newer" "$place/26" "$(JAVA_HOME=$place/26 && find_jdk && echo "$JAVA_HOME")"
  check "not the user's, older" "$place/25" \
    "$(JAVA_HOME=$place/17 PATH=$place/25/bin:$PATH && find_jdk && echo "$JAVA_HOME")"
  rm -r "$place"
}

check_needs() {
  check "what is there" yes "$(answer is_there command:bash)"
  check "what is not there" no "$(answer is_there command:no-such-command)"
  check "a file" yes "$(answer is_there "file:${BASH_SOURCE[0]%/*}/*.sh")"
  check "no file" no "$(answer is_there "file:/no-such-directory/*.a")"
  check "missing packages" "second" \
    "$(printf 'command:bash first\ncommand:no-such-command second\n' | missing_packages)"
}

check_stanzas
check_lines
check_versions
check_jdks
check_needs
((failures == 0)) || exit 1
echo "setup: $checks checks passed"
