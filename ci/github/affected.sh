#!/usr/bin/env bash
# Prints the stacks that a change can affect, as a JSON list.
#
# In:  BASE, HEAD  the commits between which files changed; without them, the script reads the files from standard input,
#                  each ended by a zero byte
#      STACKS      every stack, separated by spaces
#      CONFIG      the folder of the stacks' files (stacks/config)
#      IGNORE      an extended regular expression of files that change no stack
# A change of CONFIG/x.toml or CONFIG/x.secrets.json alone affects x; a change of any other file that is not ignored
# affects all.
set -euo pipefail

: "${STACKS:?}"
config=${CONFIG:-stacks/config}
ignore=${IGNORE:-'(^|/)[^/]*\.md$|^docs/|^LICENSE|^tests/|/tests/|^gitops/(base|environments|infrastructure|overlays)/'}
read -ra stacks <<<"$STACKS"
for stack in "${stacks[@]}"; do
  if [[ ! "$stack" =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]]; then
    echo "invalid stack in STACKS: expected letters, digits, '.', '_' and '-', separated by spaces" >&2
    exit 3
  fi
done
changed() {
  # A renamed file counts under both names; names are not quoted.
  if [[ -n "${BASE:-}" ]]; then git diff --name-only --no-renames -z "$BASE...${HEAD:?}"; else cat; fi
}
files=$(mktemp)
trap 'rm -f "$files"' EXIT
changed >"$files"
declare -A affected=()
while IFS= read -r -d '' file; do
  [[ -z "$file" || "$file" =~ $ignore ]] && continue
  name=${file#"$config"/}
  if [[ "$name" != "$file" && "$name" =~ ^([A-Za-z0-9][A-Za-z0-9._-]*)\.(toml|secrets\.json)$ ]]; then
    affected[${BASH_REMATCH[1]}]=1
  else
    for stack in "${stacks[@]}"; do affected[$stack]=1; done
  fi
done <"$files"
list=""
for stack in "${stacks[@]}"; do
  [[ -n "${affected[$stack]:-}" ]] && list+="${list:+,}\"$stack\""
done
echo "[$list]"
