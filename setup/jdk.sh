# Finds a JDK that can build and run the project.
# shellcheck shell=bash

readonly jdk_wanted=25

# Prints the feature version (25) of the JDK in $1; fails when there is no whole JDK there.
jdk_version() {
  local line
  [[ -x $1/bin/javac && -x $1/bin/java && -r $1/release ]] || return 1
  while read -r line; do
    case $line in
      JAVA_VERSION=*)
        line=${line#*=}
        line=${line//\"/}
        printf '%s\n' "${line%%[.+-]*}"
        return 0
        ;;
    esac
  done <"$1/release"
  return 1
}

# The places where a JDK may lie, one a line, most wanted first.
jdk_places() {
  local java place
  [[ -z ${JAVA_HOME:-} ]] || printf '%s\n' "$JAVA_HOME"
  if java=$(command -v java); then
    java=$(readlink -f "$java" 2>/dev/null || printf '%s' "$java")
    printf '%s\n' "${java%/bin/java}"
  fi
  for place in /usr/lib/jvm/* /opt/*jdk* /opt/java/* /usr/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [[ ! -d $place ]] || printf '%s\n' "$place"
  done
}

# Sets JAVA_HOME: the user's if it will do, else the first JDK of the wanted version, else the first
# newer one; fails if there is none.
find_jdk() {
  local place version newer=
  if version=$(jdk_version "${JAVA_HOME:-}") && ((version >= jdk_wanted)); then
    return 0
  fi
  while read -r place; do
    version=$(jdk_version "$place") || continue
    if ((version == jdk_wanted)); then
      export JAVA_HOME=$place
      return 0
    fi
    ((version < jdk_wanted)) || [[ -n $newer ]] || newer=$place
  done < <(jdk_places)
  [[ -n $newer ]] || return 1
  export JAVA_HOME=$newer
}
