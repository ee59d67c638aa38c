#!/usr/bin/env bash
# Opens the pull request that deploys an image. In a clone of the repository with gitops/.
#
# In:  ENVIRONMENT, WORKLOAD, DIGEST
#      COMMIT_URL  the address of the commit that the image was built from
#      GH_TOKEN    may push a branch and open pull requests
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
: "${ENVIRONMENT:?}" "${WORKLOAD:?}" "${DIGEST:?}" "${COMMIT_URL:?}" "${GH_TOKEN:?}"

python3 ci/gitops/set_image.py "$ENVIRONMENT" "$WORKLOAD" "$DIGEST"
if git diff --quiet -- gitops; then
  echo "$ENVIRONMENT has this image of $WORKLOAD already"
  exit 0
fi
branch="image/$ENVIRONMENT/$WORKLOAD-${DIGEST:7:12}"
title="Deploy $WORKLOAD ${DIGEST:7:12} to $ENVIRONMENT"
if [[ -n "$(gh pr list --head "$branch" --state open --json number --jq '.[].number')" ]]; then
  echo "$branch has a pull request already"
  exit 0
fi
git config user.name "github-actions[bot]"
git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
git switch --create "$branch"
git commit --quiet --message "$title" -- gitops
# The token is only in the environment of git's helper, not in the configuration of the clone.
git -c credential.helper= -c credential.helper='!f() { echo username=x-access-token; echo "password=$GH_TOKEN"; }; f' \
  push --force origin "$branch"
gh pr create --head "$branch" --title "$title" --body "Image \`$DIGEST\` of \`$WORKLOAD\`, built from $COMMIT_URL.

Argo CD deploys it to $ENVIRONMENT when this pull request is merged."
