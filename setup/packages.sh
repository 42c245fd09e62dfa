# Installs the tools that the system lacks, by its own package manager, and upgrades nothing.
# shellcheck shell=bash

# What there must be, and the Debian package that holds it: "PROBE PACKAGE", one need a line.
# A probe is command:NAME or file:GLOB; what a user brought from elsewhere counts too.
run_needs() {
  cat <<'END'
command:mvn maven
command:gcc gcc
command:as binutils
command:make make
command:musl-gcc musl-tools
file:/usr/lib*/*/libc.a libc6-dev
file:/usr/lib*/*/libsqlite3.a libsqlite3-dev
END
}

test_needs() {
  cat <<'END'
command:qemu-system-x86_64 qemu-system-x86
command:busybox busybox-static
command:gdb gdb
END
}

is_there() {
  local glob=${1#*:} file
  case $1 in
    command:*) has_command "$glob" ;;
    file:*)
      for file in $glob; do
        [[ -e $file ]] && return 0
      done
      return 1
      ;;
  esac
}

# Reads needs; prints the packages of those that are not met.
missing_packages() {
  local probe package
  while read -r probe package; do
    is_there "$probe" || printf '%s\n' "$package"
  done
}

# Does the release offer package $1?
apt_offers() {
  [[ -n $(apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: \([^(]\)/\1/p') ]]
}

# Runs a command, which may have assignments before it, as root: as we are, or through sudo. Without a
# terminal sudo may not ask.
as_root() {
  if ((EUID == 0)); then
    env "$@"
  elif [[ -t 2 ]]; then
    # The password comes from the terminal whatever standard input is.
    # shellcheck disable=SC2024
    sudo env "$@" </dev/tty
  else
    sudo -n env "$@"
  fi
}

may_become_root() {
  ((EUID == 0)) || { has_command sudo && { [[ -t 2 ]] || sudo -n true 2>/dev/null; }; }
}

# What apt-get is told: name only what is asked for, replace nothing, remove nothing, ask nothing.
apt_install() {
  as_root DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-upgrade --no-remove \
    --no-install-recommends -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 "$@"
}

# A package may want its own libraries in the exact version beside it (libc6-dev does). apt then
# brings those up to date, and nothing else; the user is told which.
tell_of_upgrades() {
  local upgrades
  upgrades=$(apt-get install --simulate --no-upgrade --no-remove --no-install-recommends "$@" \
    2>/dev/null | sed -n 's/^Inst \([^ ]*\) \[.*/\1/p' | tr '\n' ' ') || true
  [[ -z $upgrades ]] || say "apt brings up to date what these depend on: ${upgrades% }"
}

# Refreshes the lists of packages, once, and only when they do not know a package that we need.
know_packages() {
  local package
  for package in "$@"; do
    apt_offers "$package" && continue
    say "refreshing the lists of packages (apt-get update)"
    quietly as_root DEBIAN_FRONTEND=noninteractive apt-get update --quiet ||
      say "apt-get update failed: going on with the lists that are there"
    return 0
  done
}

# The JDK for the list of packages, when there is none: sets JAVA_HOME or adds to `packages`.
want_jdk() {
  find_jdk || packages+=("openjdk-$jdk_wanted-jdk-headless")
}

jdk_advice() {
  printf 'no JDK %s found, and this release offers none: install one (a Temurin %s, say) and set JAVA_HOME' \
    "$jdk_wanted" "$jdk_wanted"
}

# Installs what is missing on a system with apt. $1…: functions that print needs.
install_with_apt() {
  local packages=() needs package
  want_jdk
  for needs in "$@"; do
    while read -r package; do
      packages+=("$package")
    done < <("$needs" | missing_packages)
  done
  ((${#packages[@]} > 0)) || return 0
  if ! may_become_root; then
    fail "not root and no sudo. Run this as root, then try again:" \
      "apt-get update && apt-get install --no-upgrade --no-install-recommends ${packages[*]}"
  fi
  know_packages "${packages[@]}"
  if [[ ${packages[0]} == openjdk-* ]] && ! apt_offers "${packages[0]}"; then
    fail "$(jdk_advice)"
  fi
  say "installing ${packages[*]} (apt-get)"
  tell_of_upgrades "${packages[@]}"
  quietly apt_install "${packages[@]}" || fail "apt-get could not install ${packages[*]}: see above"
  find_jdk || fail "$(jdk_advice)"
}

# The one line for systems that we do not install on. $1: what is missing.
advice_for_system() {
  case $(uname -s) in
    Darwin)
      printf 'brew install openjdk@25 maven unicorn capstone (guests that run: any static x86-64 Linux program; the built-in ones need Linux to be built)'
      ;;
    *)
      if has_command dnf; then
        printf 'dnf install java-25-openjdk-devel maven unicorn capstone gcc make binutils musl-gcc glibc-static sqlite-devel qemu-system-x86 busybox'
      elif has_command pacman; then
        printf 'pacman -S jdk25-openjdk maven unicorn capstone gcc make binutils musl sqlite qemu-system-x86 busybox'
      elif has_command zypper; then
        printf 'zypper install java-25-openjdk-devel maven libunicorn2 libcapstone5 gcc make binutils musl-devel glibc-devel-static sqlite3-devel qemu-x86 busybox-static'
      elif has_command apk; then
        printf 'apk add openjdk25-jdk maven unicorn capstone gcc make binutils musl-dev sqlite-static qemu-system-x86_64 busybox-static'
      else
        printf 'install JDK 25, Maven, libunicorn 2.1.1 or newer, libcapstone 4 or 5, gcc, binutils, make and musl-gcc by your package manager'
      fi
      ;;
  esac
}

# Elsewhere: says what is missing and how it is usually had; only a JDK and Maven are vital here.
advise() {
  local needs missing=
  for needs in "$@"; do
    missing+=$("$needs" | missing_packages | tr '\n' ' ')
  done
  find_jdk || fail "no JDK $jdk_wanted found. Try: $(advice_for_system)"
  has_command mvn || fail "no Maven found. Try: $(advice_for_system)"
  [[ -z $missing ]] || say "missing: ${missing% }. Try: $(advice_for_system)"
}

# Sees to it that everything which the given functions need is there.
ensure_packages() {
  if has_command apt-get; then
    install_with_apt "$@"
  else
    advise "$@"
  fi
}
