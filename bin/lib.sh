# Shared by the scripts in bin/; sourced, never run. Needs bash 3.2 or newer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "· $*"; }
fail() { printf '%s\n' "fluxus: $*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
works() { "$@" >/dev/null 2>&1; }
