"""Tests of check.py."""
import unittest

import check


def finding(check_id, resource):
    return check.Finding(check_id, "a name", resource)


class Compare(unittest.TestCase):
    answers = [{"check": "CKV_1", "resources": ["aws_vpc.*", "aws_eip.one"], "reason": "because"}]

    def test_a_finding_with_an_answer_is_not_reported(self):
        found = [finding("CKV_1", "aws_vpc.main"), finding("CKV_1", "aws_eip.one")]
        self.assertEqual(check.compare(found, self.answers), ([], []))

    def test_a_finding_without_an_answer_is_open(self):
        found = [finding("CKV_1", "aws_vpc.main"), finding("CKV_1", "aws_eip.one"), finding("CKV_2", "aws_vpc.main")]
        self.assertEqual(check.compare(found, self.answers), ([found[2]], []))

    def test_an_answer_without_a_finding_is_stale(self):
        found = [finding("CKV_1", "aws_vpc.main")]
        self.assertEqual(check.compare(found, self.answers), ([], [("CKV_1", "aws_eip.one")]))


class Read(unittest.TestCase):
    def test_an_answer_without_a_reason_is_refused(self):
        for text in ['[[answer]]\ncheck = "A"\nresources = ["*"]\nreason = " "', '[[answer]]\ncheck = "A"\nreason = "b"']:
            with self.assertRaises(SystemExit):
                check.read_answers(text)

    def test_failed_checks_of_every_report_are_findings(self):
        one = {"results": {"failed_checks": [{"check_id": "A", "check_name": "a name", "resource": "r"}], }, "summary": {"passed": 1}}
        self.assertEqual(check.findings([one, {"passed": 0}]), ([finding("A", "r")], 1))
        with self.assertRaises(SystemExit):
            check.findings({"results": {"parsing_errors": ["plan.json"]}})


if __name__ == "__main__":
    unittest.main()
