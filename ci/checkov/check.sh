#!/usr/bin/env bash
# Checks the plan of a stack with Checkov: its findings must be those that answers.toml answers.
#
# In:  TOOLS   the folder for the tools, kept between runs (target/tools/checkov)
#      STACK   the stack (prod)
#      STACKS  the binary of the stacks; by default it is built
# Where the packages cannot be fetched it says so and ends with 0.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
tools=${TOOLS:-$root/target/tools/checkov}
stack=${STACK:-prod}
skip() { echo "$*: the plan of $stack is not checked with Checkov" >&2; exit 0; }

python=$(command -v python3) || skip "python3 is missing"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || skip "python3 is older than 3.11"
export PYTHONDONTWRITEBYTECODE=1
(cd "$here" && "$python" -m unittest --quiet test_check)
hash=$(sha256sum "$here/requirements.txt" | cut -c 1-16)
tools=$tools/$hash
if [[ ! -e "$tools/complete" ]]; then
  rm -rf "$tools"
  mkdir -p "$tools"
  "$python" -m venv "$tools/python" || skip "a virtual environment cannot be created"
  "$tools/python/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$here/requirements.txt" ||
    skip "the Python packages cannot be fetched"
  touch "$tools/complete"
fi
if [[ -z "${STACKS:-}" ]]; then
  # The whole workspace, so that its features are those of the tests.
  (cd "$root" && cargo build --quiet --workspace --locked --bin stacks)
  STACKS=${CARGO_TARGET_DIR:-$root/target}/debug/stacks
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A state of its own: every resource is new.
for format in terraform cloudformation; do
  "$STACKS" preview "$stack" --config-dir "$root/stacks/config" --sandbox --without-cluster-contents --state "$work/state" \
    --format "$format" >"$work/$format.json"
done
"$python" "$here/check.py" --checkov "$tools/python/bin/checkov" --answers "$here/answers.toml" \
  "terraform_plan=$work/terraform.json" "cloudformation=$work/cloudformation.json"
