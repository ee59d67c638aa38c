#!/usr/bin/env bash
# Which stacks a change may affect, as a JSON list.
#
# In:  BASE, HEAD  the commits between which files changed
#      STACKS      every stack, separated by blanks
#      CONFIG      the folder of the stacks' files (stacks/config)
#      IGNORE      an extended regular expression of files that change no stack
# A change of CONFIG/x.toml or CONFIG/x.secrets.json alone affects x; a change of any other file that is not ignored
# affects all.
set -euo pipefail

: "${BASE:?}" "${HEAD:?}" "${STACKS:?}"
config=${CONFIG:-stacks/config}
ignore=${IGNORE:-'(^|/)[^/]*\.md$|^docs/|^LICENSE|^tests/|/tests/'}
read -ra stacks <<<"$STACKS"
declare -A affected=()
while IFS= read -r file; do
  [[ -z "$file" || "$file" =~ $ignore ]] && continue
  if [[ "$file" == "$config"/*.toml || "$file" == "$config"/*.secrets.json ]]; then
    name=${file#"$config"/}
    name=${name%.toml}
    affected[${name%.secrets.json}]=1
  else
    for stack in "${stacks[@]}"; do affected[$stack]=1; done
  fi
done < <(git diff --name-only "$BASE...$HEAD")
list=""
for stack in "${stacks[@]}"; do
  [[ -n "${affected[$stack]:-}" ]] && list+="${list:+,}\"$stack\""
done
echo "[$list]"
