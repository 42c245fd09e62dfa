#!/usr/bin/env bash
# ./cubicle setup and ./cubicle test, and what the other commands need before they can start.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
readonly home

# shellcheck source=common.sh
source "$home/setup/common.sh"
# shellcheck source=jdk.sh
source "$home/setup/jdk.sh"
# shellcheck source=packages.sh
source "$home/setup/packages.sh"
# shellcheck source=newer-suite.sh
source "$home/setup/newer-suite.sh"
# shellcheck source=natives.sh
source "$home/setup/natives.sh"
# shellcheck source=kernel.sh
source "$home/setup/kernel.sh"
# shellcheck source=build.sh
source "$home/setup/build.sh"

setup_help() {
  cat <<END
Usage: ./cubicle setup

Installs what this machine lacks, builds the project, and says what it does. Silent when there is
nothing to do. 'run', 'test' and 'bench' do their part of it by themselves on a fresh clone.

  to run guests    a JDK $jdk_wanted (JAVA_HOME, PATH and the usual directories are searched), Maven, gcc,
                   binutils, make, musl-tools, libc6-dev, libsqlite3-dev, libunicorn $unicorn_wanted or
                   newer, libcapstone 4 or 5
  to test, bench   qemu-system-x86, busybox-static, gdb, and a Linux kernel for QEMU

On Debian and Ubuntu missing tools are installed by apt-get, as root or through sudo; nothing is
upgraded. Libraries and the kernel are not installed: they are unpacked into
$cache (CUBICLE_CACHE names another directory), from this
release or, where it has none new enough, from a newer one of the same archive, signature-checked.
Delete that directory and target/ to start afresh.

On macOS and other distributions setup says what to install. Libraries in unusual places:
  CUBICLE_UNICORN=/path/to/libunicorn.so.2  CUBICLE_CAPSTONE=/path/to/libcapstone.so.5
END
}

test_help() {
  cat <<END
Usage: ./cubicle test [MAVEN ARGUMENTS]

Does the set-up and runs the whole test suite (mvn verify). Arguments go to Maven:
  ./cubicle test -pl mpk-model            one module
  ./cubicle test -pl mpk-model -Dtest=PkruTest
END
}

is_help() {
  [[ $1 == --help || $1 == -h ]]
}

prepare_run() {
  lock "$cache"
  ensure_packages run_needs
  ensure_unicorn
  ensure_capstone
  unlock
  build
}

prepare_all() {
  lock "$cache"
  ensure_packages run_needs test_needs
  ensure_unicorn
  ensure_capstone
  ensure_static_busybox
  ensure_kernel
  unlock
  build
}

# The suite itself: in this process's place, so that its exit status is ours.
run_tests() {
  cd "$home"
  bash setup/check.sh
  rm -rf "$scratch"
  exec mvn --batch-mode verify "$@"
}

main() {
  local command=${1:-setup}
  shift || true
  if [[ $command == setup || $command == test ]] && (($# > 0)) && is_help "$1"; then
    "${command}_help"
    return 0
  fi
  [[ $command != setup || $# == 0 ]] || {
    say "setup takes no arguments: see ./cubicle setup --help"
    return 2
  }
  make_scratch
  case $command in
    setup | prepare-bench) prepare_all ;;
    prepare-run) prepare_run ;;
    test)
      prepare_all
      run_tests "$@"
      ;;
  esac
}

main "$@"
