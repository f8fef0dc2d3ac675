# System programs: what is missing, and how to get it. Parts: postgres, redis, pdf (text layout and fonts), chromium.

postgres_found() {
  local folder version
  for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin \
    /usr/local/opt/postgresql@*/bin /home/linuxbrew/.linuxbrew/opt/postgresql@*/bin "$(dirname "$(command -v pg_ctl || echo /)")"; do
    [ -x "$folder/pg_ctl" ] && [ -x "$folder/initdb" ] || continue
    version=$("$folder/pg_ctl" --version | sed -E 's/.* ([0-9]+).*/\1/')
    [ "$version" -ge 15 ] && return 0
  done
  return 1
}

# btree_gist and pg_trgm come with the server on Debian, and in a package of their own elsewhere.
contrib_found() {
  local file
  for file in /usr/share/postgresql/*/extension/btree_gist.control /usr/pgsql-*/share/extension/btree_gist.control \
    "$(pg_config --sharedir 2>/dev/null || true)/extension/btree_gist.control" \
    /opt/homebrew/opt/postgresql@*/share/postgresql*/extension/btree_gist.control \
    /usr/local/opt/postgresql@*/share/postgresql*/extension/btree_gist.control; do
    [ -e "$file" ] && return 0
  done
  return 1
}

library_found() {
  if have brew && ls "$(brew --prefix)"/lib/"lib$1"* >/dev/null 2>&1; then return 0; fi
  PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q "lib$1"
}

fonts_found() {
  local folder
  for folder in /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" "$HOME/Library/Fonts" /Library/Fonts; do
    [ -d "$folder" ] && find "$folder" -iname 'Lato-Regular*' -print -quit 2>/dev/null | grep -q . && return 0
  done
  return 1
}

part_found() {
  case $1 in
    postgres) postgres_found && contrib_found ;;
    redis) have redis-server || have valkey-server ;;
    pdf) library_found pango-1.0 && library_found pangoft2-1.0 && library_found harfbuzz-subset && fonts_found ;;
    chromium) have chromium || have chromium-browser || have google-chrome || [ -d "/Applications/Chromium.app" ] || [ -d "/Applications/Google Chrome.app" ] ;;
  esac
}

missing_parts() {
  local part
  for part in "$@"; do part_found "$part" || printf '%s ' "$part"; done
}

debian_packages() {
  case $1 in
    postgres) echo postgresql postgresql-contrib ;;
    redis) echo redis-server ;;
    pdf) echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-lato fonts-dejavu-core ;;
    chromium) echo chromium ;;
  esac
}

brew_packages() {
  case $1 in
    postgres) echo postgresql@17 ;;
    redis) echo redis ;;
    pdf) echo pango harfbuzz font-lato ;;
    chromium) echo --cask chromium ;;
  esac
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install_parts() {
  local part
  say "Missing on this machine: $*"
  if have apt-get && { [ "$(id -u)" = 0 ] || works sudo -n true; }; then
    install_with_apt "$@"
  elif have brew; then
    for part in "$@"; do say "brew install $(brew_packages "$part")"; works brew install $(brew_packages "$part") || true; done
  fi
  local left
  left=$(missing_parts "$@")
  # Chromium only serves the browser tests, which say so themselves when they are left out.
  [ "${left// /}" = chromium ] && { say "No Chromium to be had: the browser tests will be left out."; left=""; }
  [ -z "$left" ] || list_what_to_install $left
}

# The packages must not bring servers of their own to life: no cluster is made and no service is started.
install_with_apt() {
  local part packages="" log=var/setup-apt.log drop_in=/etc/postgresql-common/createcluster.d/fluxus.conf policy=/usr/sbin/policy-rc.d
  for part in "$@"; do packages="$packages $(debian_packages "$part")"; done
  say "apt-get install$packages (log in $log)"
  mkdir -p var
  as_root mkdir -p "$(dirname $drop_in)"
  echo "create_main_cluster = false" | as_root tee $drop_in >/dev/null
  local made_policy=""
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
    as_root chmod +x $policy
    made_policy=yes
  fi
  { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages; } \
    >"$log" 2>&1 </dev/null || say "apt-get failed: $(tail -n 1 "$log")"
  [ -z "$made_policy" ] || as_root rm -f $policy
  as_root rm -f $drop_in
  case " $* " in *" redis "*) works as_root systemctl disable redis-server || true ;; esac
}

list_what_to_install() {
  local part
  {
    echo
    echo "FluXus needs these on this machine first (FluXus heeft dit eerst nodig):"
    for part in "$@"; do
      case $part in
        postgres) echo "  - PostgreSQL 15 or newer, the server with its contrib modules" ;;
        redis) echo "  - Redis (or Valkey)" ;;
        pdf) echo "  - Pango, HarfBuzz with its subset library, and the font Lato" ;;
        python) echo "  - Python 3.13, with venv" ;;
      esac
    done
    echo "Debian, Ubuntu:  sudo apt-get install $(for part in "$@"; do debian_packages "$part"; done | tr '\n' ' ')"
    echo "macOS:           brew install $(for part in "$@"; do brew_packages "$part"; done | tr '\n' ' ')"
    echo "Then run the same command again (daarna hetzelfde commando nog eens)."
  } >&2
  exit 1
}
