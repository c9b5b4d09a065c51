"""The OpenAPI description: complete, and without warnings."""

from django.core.management import call_command


def test_the_schema_is_valid_without_warnings() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")
