# shellcheck shell=bash
# Finds a JDK of 21 or newer, for scripts to source: find_jdk prints its home, or says what to install and fails.
least=21

major() { # of the JDK in $1, 0 where there is none
  local version
  # a line of JAVA_TOOL_OPTIONS may come first
  version=$("$1/bin/java" -version 2>&1 | sed -nE 's/^[a-z]+ version "([0-9]+).*/\1/p') 2>/dev/null || true
  echo "${version:-0}"
}

find_jdk() {
  local candidate found="" on_path
  if [[ -n ${KIRINUKI_JAVA_HOME:-} ]]; then
    if (($(major "$KIRINUKI_JAVA_HOME") < least)); then
      echo "KIRINUKI_JAVA_HOME=$KIRINUKI_JAVA_HOME holds no JDK of $least or newer" >&2
      return 1
    fi
    echo "$KIRINUKI_JAVA_HOME"
    return
  fi
  on_path=$(command -v java || true)
  [[ -z $on_path ]] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/*/ "${HOME:-}"/.sdkman/candidates/java/*/ \
    /Library/Java/JavaVirtualMachines/*/Contents/Home/ /opt/jdk*/ /opt/java/*/; do
    candidate=${candidate%/}
    [[ -n $candidate && -x $candidate/bin/javac ]] || continue
    if (($(major "$candidate") >= least)); then found=$candidate && break; fi
  done
  if [[ -z $found ]]; then
    echo "No JDK of $least or newer was found; install one, as with: apt-get install openjdk-$least-jdk-headless" >&2
    return 1
  fi
  echo "$found"
}
