"""Every command of the house explains itself."""

import pytest
from django.core.management import get_commands, load_command_class

OURS = {name: app for name, app in get_commands().items() if app in ("roadmap", "closures", "appeals")}


@pytest.mark.parametrize("name", sorted(OURS))
def test_help_is_printed(name):
    assert name in load_command_class(OURS[name], name).create_parser("manage.py", name).format_help()
