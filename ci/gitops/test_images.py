"""A new image becomes one line of one file and a pull request; anything else is refused."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import yaml

import set_image

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
DIGEST = "sha256:" + "1f" * 32
GH = """#!/usr/bin/env bash
printf '%s\\n' "$*" >>"$GH_LOG"
if [[ "$1 $2" == "pr list" ]]; then cat "$GH_OPEN"; fi
"""

AWS = """#!/usr/bin/env bash
if [[ "$2" == describe-images ]]; then
  if [[ -s "$FOUND" ]]; then cat "$FOUND"; else echo "An error occurred ($PROBLEM)" >&2; exit 254; fi
fi
"""
SKOPEO = """#!/usr/bin/env bash
printf '%s\\n' "$*" >>"$SKOPEO_LOG"
while [[ $# -gt 0 ]]; do
  if [[ "$1" == --digestfile ]]; then printf %s "$NEW" >"$2"; fi
  shift
done
"""


class Images(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.environments = self.folder / "gitops/environments"
        shutil.copytree(REPOSITORY / "gitops/environments", self.environments)

    def lines(self, environment="prod"):
        return (self.environments / environment / "kustomization.yaml").read_text(encoding="utf-8").splitlines()

    def test_only_the_digest_of_the_workload_changes(self):
        before = self.lines()
        set_image.put(self.environments, "prod", "worker-ia", DIGEST)
        changed = [(old, new) for old, new in zip(before, self.lines(), strict=True) if old != new]
        self.assertEqual([new for _, new in changed], [f"    digest: {DIGEST}"])
        self.assertEqual(set_image.get(self.environments, "prod", "worker-ia"), DIGEST)

    def test_invalid_arguments_are_refused(self):
        for environment, workload, digest, message in [
            ("qa", "backend", DIGEST, "unknown environment `qa`: expected one of prod, staging"),
            ("prod", "api", DIGEST, "unknown workload `api`: expected one of backend, frontend, worker-ia, render"),
            ("prod", "back.nd", DIGEST, "unknown workload"),
            ("prod", "backend", "latest", "invalid digest `latest`"),
            ("prod", "backend", DIGEST + "\n  - name: x", "invalid digest"),
            ("prod", "backend", set_image.ZERO, "invalid digest"),
        ]:
            with self.subTest(message=message), self.assertRaisesRegex(set_image.Invalid, message):
                set_image.put(self.environments, environment, workload, digest)
        self.assertEqual(self.lines(), (REPOSITORY / "gitops/environments/prod/kustomization.yaml").read_text().splitlines())

    def test_an_image_that_was_never_built_cannot_be_promoted(self):
        path = self.environments / "staging/kustomization.yaml"
        path.write_text("images:\n  - name: backend\n    digest: " + set_image.ZERO + "\n", encoding="utf-8")
        with self.assertRaisesRegex(set_image.Invalid, "staging has no image of backend yet"):
            set_image.get(self.environments, "staging", "backend")


class Proposals(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.clone = self.folder / "clone"
        shutil.copytree(REPOSITORY / "gitops", self.clone / "gitops")
        shutil.copytree(REPOSITORY / "ci/gitops", self.clone / "ci/gitops", ignore=shutil.ignore_patterns("__pycache__"))
        (self.folder / "bin").mkdir()
        gh = self.folder / "bin/gh"
        gh.write_text(GH, encoding="utf-8")
        gh.chmod(0o755)
        self.log, self.open = self.folder / "gh.log", self.folder / "open"
        self.open.touch()
        self.environment = {
            **os.environ,
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "GH_LOG": str(self.log),
            "GH_OPEN": str(self.open),
            "GH_TOKEN": "token",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "ENVIRONMENT": "staging",
            "WORKLOAD": "backend",
            "DIGEST": DIGEST,
            "COMMIT_URL": "https://github.com/luneo/platform/commit/1234",
        }
        self.git("init", "--quiet", "--bare", str(self.folder / "origin"), at=self.folder)
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("add", ".")
        self.git("-c", "user.name=x", "-c", "user.email=x@y", "commit", "--quiet", "--message", "Start")
        self.git("remote", "add", "origin", str(self.folder / "origin"))

    def git(self, *arguments, at=None):
        ran = subprocess.run(["git", *arguments], cwd=at or self.clone, env=self.environment, capture_output=True, text=True)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout

    def propose(self, **changes):
        command = [str(self.clone / "ci/gitops/propose.sh")]
        return subprocess.run(command, env={**self.environment, **changes}, capture_output=True, text=True)

    def test_a_new_image_is_pushed_as_one_changed_line_with_a_pull_request(self):
        ran = self.propose()
        self.assertEqual(ran.returncode, 0, ran.stderr)
        branch = f"image/staging/backend-{DIGEST[7:19]}"
        changed = self.git("diff", "--numstat", "main", branch, at=self.clone).split()
        self.assertEqual(changed, ["1", "1", "gitops/environments/staging/kustomization.yaml"])
        self.assertIn(branch, self.git("branch", at=self.folder / "origin"))
        self.assertIn(f"pr create --head {branch} --title Deploy backend {DIGEST[7:19]} to staging", self.log.read_text())
        self.assertNotIn("token", (self.clone / ".git/config").read_text())

    def test_a_deployed_image_and_an_open_pull_request_are_left_as_they_are(self):
        self.open.write_text("7\n")
        ran = self.propose()
        self.assertEqual((ran.returncode, "pull request already" in ran.stdout), (0, True), ran.stderr)
        self.assertNotIn("pr create", self.log.read_text())
        self.git("-c", "user.name=x", "-c", "user.email=x@y", "commit", "--quiet", "--all", "--message", "Deploy")
        ran = self.propose()
        self.assertEqual((ran.returncode, "has this image" in ran.stdout), (0, True), ran.stderr)

    def test_an_invalid_digest_changes_nothing(self):
        ran = self.propose(DIGEST="latest")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("invalid digest `latest`", ran.stderr)
        self.assertEqual(self.git("status", "--porcelain"), "")


class Pushes(unittest.TestCase):
    """The script of the step that pushes, with stand-ins for the AWS command line and skopeo."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "bin").mkdir()
        for name, text in (("aws", AWS), ("skopeo", SKOPEO)):
            (self.folder / "bin" / name).write_text(text, encoding="utf-8")
            (self.folder / "bin" / name).chmod(0o755)
        self.found, self.log, self.output = (self.folder / name for name in ("found", "skopeo.log", "output"))
        for path in (self.found, self.log, self.output):
            path.touch()
        workflow = yaml.safe_load((REPOSITORY / ".github/workflows/image.yml").read_text(encoding="utf-8"))
        (self.script,) = [step["run"] for step in workflow["jobs"]["push"]["steps"] if step.get("id") == "push"]

    def push(self, **changes):
        environment = {
            **os.environ,
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "FOUND": str(self.found),
            "PROBLEM": "ImageNotFoundException",
            "SKOPEO_LOG": str(self.log),
            "NEW": DIGEST,
            "GITHUB_SHA": "c2e43f1",
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": "/dev/null",
            "HOST": "host",
            "PROJECT": "luneo",
            "ENVIRONMENT": "staging",
            "FROM": "",
            "FROM_HOST": "",
            "WORKLOAD": "backend",
            **changes,
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", self.script]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True)

    def test_a_new_image_is_copied_with_the_commit_as_its_tag(self):
        ran = self.push()
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("oci:image docker://host/luneo-staging/backend:c2e43f1", self.log.read_text())
        self.assertEqual(self.output.read_text(), f"digest={DIGEST}\n")

    def test_the_first_image_of_a_commit_remains(self):
        self.found.write_text(DIGEST + "\n")
        ran = self.push(NEW="sha256:" + "2e" * 32)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertNotIn("copy", self.log.read_text())
        self.assertEqual(self.output.read_text(), f"digest={DIGEST}\n")

    def test_another_error_of_the_registry_is_not_taken_for_a_missing_image(self):
        ran = self.push(PROBLEM="AccessDeniedException")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("AccessDeniedException", ran.stderr)
        self.assertNotIn("copy", self.log.read_text())

    def test_a_promotion_copies_the_deployed_digest(self):
        deployed = self.folder / "deployed"
        shutil.copytree(REPOSITORY / "gitops/environments", deployed / "gitops/environments")
        (deployed / "ci/gitops").mkdir(parents=True)
        shutil.copy(REPOSITORY / "ci/gitops/set_image.py", deployed / "ci/gitops")
        set_image.put(deployed / "gitops/environments", "staging", "backend", DIGEST)
        ran = self.push(ENVIRONMENT="prod", FROM="staging")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        target = f"docker://host/luneo-prod/backend:staging-{DIGEST[7:]}"
        self.assertIn(f"docker://host/luneo-staging/backend@{DIGEST} {target}", self.log.read_text())
        ran = self.push(ENVIRONMENT="prod", FROM="staging", FROM_HOST="other")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("login --username AWS --password-stdin other", self.log.read_text())
        self.assertIn(f"docker://other/luneo-staging/backend@{DIGEST} {target}", self.log.read_text())


if __name__ == "__main__":
    unittest.main()
