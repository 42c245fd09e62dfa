# The native libraries: those of the system if they will do, else ones unpacked into the cache. The
# Java side looks in the same places: CUBICLE_UNICORN and CUBICLE_CAPSTONE, the cache, the system.
# shellcheck shell=bash disable=SC2154 # setup.sh and its other parts set home, cache, scratch

# Unicorn's virtual TLB, which the emulator is built on, came with this version.
readonly unicorn_wanted=2.1.1

# The version of a library of the system, as its package says; empty if no package knows.
library_version() {
  local package
  if has_command dpkg-query; then
    package=$(dpkg-query --search "$(readlink -f "$1")" 2>/dev/null) || return 0
    dpkg-query --show --showformat '${Version}' "${package%%:*}"
  elif has_command pkg-config; then
    pkg-config --modversion "$2" 2>/dev/null || true
  fi
}

# Is version $1 at least $2? A version that nobody knows is taken: the program checks it as well.
at_least() {
  [[ -z $1 || $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]
}

# Prints the system's library: the first that has one of the names $1….
system_library() {
  local file directory
  for directory in /usr/lib/x86_64-linux-gnu /usr/lib/aarch64-linux-gnu /usr/lib64 /usr/lib \
    /usr/local/lib /opt/homebrew/lib; do
    for file in "$@"; do
      [[ ! -e $directory/$file ]] || {
        printf '%s\n' "$directory/$file"
        return 0
      }
    done
  done
}

system_unicorn() {
  local file
  file=$(system_library libunicorn.so.2 libunicorn.2.dylib libunicorn.dylib)
  [[ -z $file ]] || ! at_least "$(library_version "$file" unicorn)" "$unicorn_wanted" ||
    printf '%s\n' "$file"
}

# Any release that has one of these names will do.
system_capstone() {
  system_library libcapstone.so.5 libcapstone.so.4 libcapstone.5.dylib libcapstone.4.dylib \
    libcapstone.dylib
}

# Would the library $1 load here? Newer suites may want a newer C library than this system has.
loads() {
  local missing
  missing=$(LC_ALL=C ldd "$1" 2>&1 | grep 'not found') || true
  [[ -z $missing ]]
}

# Takes file $2 out of the Debian package $1 and puts it into the cache's lib directory.
unpack_library() {
  local tree file
  tree=$(mktemp -d "$scratch/tree.XXXXXX")
  dpkg -x "$1" "$tree" || return 1
  for file in "$tree"/usr/lib/*/"$2" "$tree"/usr/lib/"$2"; do
    [[ -f $file ]] || continue
    loads "$file" || return 1
    cp "$(readlink -f "$file")" "$scratch/$2"
    publish "$scratch/$2" "$cache/lib/$2"
    return 0
  done
  return 1
}

# Brings a library into the cache. $1: least version; $2…: "PACKAGE FILE" pairs, most wanted first.
fetch_library() {
  local wanted=$1 suite pair package file deb
  shift
  while read -r suite; do
    for pair in "$@"; do
      read -r package file <<<"$pair"
      deb=$(download_from "$package" "$suite" "$wanted") || continue
      unpack_library "$deb" "$file" || continue
      say "unpacked $file from ${deb##*/} into $cache/lib"
      return 0
    done
  done < <(suites)
  return 1
}

# Brings library $1 into the cache: version $2 or newer ($2 may be 0), which variable $3 could name.
# $4…: "PACKAGE FILE" pairs.
bring_library() {
  local name=$1 wanted=$2 variable=$3
  shift 3
  if ! has_command apt-get || ! has_command dpkg; then
    fail "$name is missing. Try: $(advice_for_system), or name the library in $variable"
  fi
  say "fetching $name (apt-get download, for this user only)"
  fetch_library "$wanted" "$@" ||
    fail "apt offers no $name that works here: install one and name it in $variable"
}

ensure_unicorn() {
  [[ -z ${CUBICLE_UNICORN:-} && ! -e $cache/lib/libunicorn.so.2 && -z $(system_unicorn) ]] || return 0
  bring_library "libunicorn $unicorn_wanted or newer" "$unicorn_wanted" CUBICLE_UNICORN \
    'libunicorn2t64 libunicorn.so.2' 'libunicorn2 libunicorn.so.2'
}

ensure_capstone() {
  local file
  [[ -z ${CUBICLE_CAPSTONE:-} && -z $(system_capstone) ]] || return 0
  for file in "$cache"/lib/libcapstone.so.[45]; do
    [[ ! -e $file ]] || return 0
  done
  bring_library "libcapstone 4 or 5" 0 CUBICLE_CAPSTONE \
    'libcapstone5 libcapstone.so.5' 'libcapstone4 libcapstone.so.4'
}
