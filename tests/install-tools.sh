#!/usr/bin/env bash
# Installs what the tests need beside the .NET SDK: Debian packages, and npm packages into .tools/npm.
# Does nothing, and needs no network, when all of it is there. Works as root, or with sudo.
#
#   clang, zlib1g-dev          link the Native AOT build
#   h2load (nghttp2-client)    load with real HTTP/2
#   python3-grpcio             a foreign gRPC client (for /usr/bin/python3)
#   node, npm                  OpenTelemetry's Node SDK, grpc-js, and Rotel itself (tests/npm/package.json)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
    echo "tests/install-tools.sh: $1" >&2
    echo "tests/install-tools.sh: with --no-install the tests run anyway, and those that need it are skipped." >&2
    exit 2
}

missing_debian_packages() {
    command -v clang >/dev/null || echo clang
    [ -e /usr/include/zlib.h ] || echo zlib1g-dev
    command -v h2load >/dev/null || echo nghttp2-client
    /usr/bin/python3 -c 'import grpc' 2>/dev/null || echo python3-grpcio
    command -v node >/dev/null || echo nodejs
    command -v npm >/dev/null || echo npm
}

install_debian_packages() {
    command -v apt-get >/dev/null || fail "this is no Debian; install by hand: $*"
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || fail "neither root nor sudo; install by hand: $*"
        as_root=(sudo -n)
        sudo -n true 2>/dev/null || as_root=(sudo)
    fi
    echo "Installing $* ..."
    local log
    log=$(mktemp)
    # The lists may be missing or old: a first attempt without them saves most machines a minute.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >"$log" 2>&1 ||
        { "${as_root[@]}" apt-get update >>"$log" 2>&1 &&
            "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1; } ||
        { tail -n 15 "$log" >&2; rm -f "$log"; fail "apt-get could not install $*. Is this machine online?"; }
    rm -f "$log"
}

install_npm_packages() {
    local target=.tools/npm
    # The copy of the lock file is written last: it says that the installation is whole and of these versions.
    if cmp -s tests/npm/package-lock.json "$target/installed-lock.json"; then
        return
    fi
    echo "Installing npm packages into $target ..."
    mkdir -p "$target"
    rm -f "$target/installed-lock.json"
    cp tests/npm/package.json tests/npm/package-lock.json "$target/"
    local log
    log=$(mktemp)
    # No package here needs its install script.
    npm ci --prefix "$target" --ignore-scripts --no-audit --no-fund --fetch-retries 1 >"$log" 2>&1 ||
        { tail -n 15 "$log" >&2; rm -f "$log"; fail "npm could not install tests/npm/package.json. Is this machine online?"; }
    rm -f "$log"
    cp tests/npm/package-lock.json "$target/installed-lock.json"
}

mapfile -t missing < <(missing_debian_packages)
if [ "${#missing[@]}" -gt 0 ]; then
    install_debian_packages "${missing[@]}"
fi
install_npm_packages
