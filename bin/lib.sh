# Shared by the scripts in bin/; sourced, never run. Needs bash 3.2 or newer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Some machines forbid Python to keep its compiled modules; every start would compile all of Django again (2.6 s
# of processor time instead of 0.9 s).
unset PYTHONDONTWRITEBYTECODE

say() { printf '%s\n' "· $*"; }
fail() { printf '%s\n' "fluxus: $*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
works() { "$@" >/dev/null 2>&1; }
