"""Gives secrets that no other system shares a new random value. An empty secret gets its first one."""

import os

import steps
import values

NAME = os.environ["AWS_LAMBDA_FUNCTION_NAME"]


def handler(event, context):
    steps.rotate(event, Random())


class Random:
    def renewed(self, secret, current):
        fields = values.fields(current) if current is not None else {values.MARK: NAME}
        if fields.get(values.MARK) != NAME:
            raise values.foreign(secret, NAME)
        return values.renewed(fields)

    def apply(self, pending, current):
        """No other system has the value."""

    def test(self, pending):
        """No other system has the value."""
