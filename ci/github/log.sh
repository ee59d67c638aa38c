# Sourced by the scripts that run the program.

# show_log FILE: copies a log to standard error. GitHub does not run workflow commands in it.
show_log() {
  local token
  token=$(python3 -c 'import secrets; print(secrets.token_hex(16))')
  {
    echo "::stop-commands::$token"
    cat "$1"
    printf '\n::%s::\n' "$token"
  } >&2
}
