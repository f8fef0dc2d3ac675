# Python 3.13 and the locked dependencies in .venv.

PYTHON_VERSION=$(cat .python-version)
# Trust the certificates this machine trusts, as pip and git do; the second name is for older versions of uv.
export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1

is_right_python() {
  [ "$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$PYTHON_VERSION" ]
}

# Prints a command that really runs: a pyenv shim on the PATH may refuse.
find_uv() {
  local candidate
  for candidate in uv "$HOME/.local/bin/uv" var/tools/bin/uv; do
    works "$candidate" --version && { echo "$candidate"; return 0; }
  done
  return 1
}

find_python() {
  local candidate
  for candidate in "python$PYTHON_VERSION" python3 "${PYENV_ROOT:-$HOME/.pyenv}/versions/$PYTHON_VERSION"*/bin/python \
    /opt/homebrew/bin/python"$PYTHON_VERSION" /usr/local/bin/python"$PYTHON_VERSION" \
    "$(uv_do python find "$PYTHON_VERSION" 2>/dev/null || true)"; do
    [ -n "$candidate" ] && is_right_python "$candidate" && { "$candidate" -c 'import sys; print(sys.executable)'; return 0; }
  done
  return 1
}

uv_do() {
  local uv
  uv=$(find_uv) && "$uv" "$@"
}

# uv is quick; where it is not there, it comes from PyPI into var/tools.
provide_uv() {
  local python
  find_uv >/dev/null && return 0
  for python in "python$PYTHON_VERSION" python3 "${PYENV_ROOT:-$HOME/.pyenv}/versions/$PYTHON_VERSION"*/bin/python; do
    works "$python" -m venv var/tools && works var/tools/bin/python -m pip install --quiet uv && return 0
  done
  return 1
}

provide_python() {
  find_python && return 0
  say "Python $PYTHON_VERSION is not here yet, looking for it" >&2
  if have apt-get && { [ "$(id -u)" = 0 ] || works sudo -n true; }; then
    mkdir -p var
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
      "python$PYTHON_VERSION" "python$PYTHON_VERSION-venv" >var/setup-python.log 2>&1 </dev/null && find_python && return 0
  fi
  have brew && works brew install "python@$PYTHON_VERSION" && find_python && return 0
  works uv_do python install "$PYTHON_VERSION" && find_python && return 0
  fail "Python $PYTHON_VERSION was not found and could not be fetched. Install it (pyenv install $PYTHON_VERSION, uv python install $PYTHON_VERSION, brew install python@$PYTHON_VERSION, or your system's package) and run this again."
}

locked_state() {
  cat requirements/dev.txt .python-version bin/lib-python.sh | cksum
}

sync_with_uv() {
  local uv
  uv=$(find_uv) || return 1
  { [ -x .venv/bin/python ] || "$uv" venv --quiet --python "$1" .venv; } &&
    "$uv" pip sync --quiet --require-hashes --python .venv/bin/python requirements/dev.txt
}

# Slower, and leaves what is no longer asked for; for where uv cannot be had or cannot reach the index.
sync_with_pip() {
  "$1" -m venv .venv &&
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
}

install_dependencies() {
  local python
  if [ -x .venv/bin/python ] && [ "$(cat .venv/fluxus-lock 2>/dev/null)" = "$(locked_state)" ] && is_right_python .venv/bin/python; then
    return 0
  fi
  mkdir -p var
  say "Installing the locked dependencies into .venv"
  provide_uv || true
  python=$(provide_python)
  is_right_python .venv/bin/python || rm -rf .venv
  if ! sync_with_uv "$python"; then
    sync_with_pip "$python" || fail "The dependencies could not be installed; the lines above say why. Is there a network?"
  fi
  locked_state >.venv/fluxus-lock
}
