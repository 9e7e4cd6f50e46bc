"""Where people are reached is said outside the framework, and a setting that is wrong is named, never repeated."""

import pytest

from dashboard.telling.addresses import read_reach
from framework.errors import UserError


def test_addresses_come_from_the_environment_before_a_private_file(tmp_path):
    file = tmp_path / "tell.toml"
    file.write_text(
        '[smtp]\nhost = "mail.ourshire.example"\nsender = "f@ourshire.example"\npassword = "s"\n'
        '[roles]\noperator = ["ops@ourshire.example", "https://hooks.example/T1"]\n'
        'data_officer = "old@ourshire.example"\n'
    )
    file.chmod(0o600)
    reach = read_reach(
        {
            "FINGERPOST_TELL_FILE": str(file),
            "FINGERPOST_TELL_DATA_OFFICER": "new@ourshire.example",
            "FINGERPOST_SMTP_PORT": "2525",
        }
    )
    assert reach.roles == {
        "operator": ("ops@ourshire.example", "https://hooks.example/T1"),
        "data_officer": ("new@ourshire.example",),
    }
    assert (reach.mail.host, reach.mail.port) == ("mail.ourshire.example", 2525)
    assert "new@" not in repr(reach)
    file.chmod(0o644)
    with pytest.raises(UserError, match="can be read by others, and holds secrets: chmod 600"):
        read_reach({"FINGERPOST_TELL_FILE": str(file)})


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"FINGERPOST_TELL_OPERATOR": "http://hooks.example/T1SECRET"}, "nor an https:// address"),
        ({"FINGERPOST_TELL_OPERATOR": "file:///etc/SECRET"}, "neither a mail address"),
        ({"FINGERPOST_TELL_OPERATOR": "SECRET@[x"}, "neither a mail address"),
        ({"FINGERPOST_TELL_OPERATOR": "SECRET@x>"}, "neither a mail address"),
        ({"FINGERPOST_TELL_OPERATOR": "https://[SECRET"}, "neither a mail address"),
        ({"FINGERPOST_SMTP_HOST": "mail.example"}, "FINGERPOST_SMTP_SENDER is needed too"),
        (
            {
                "FINGERPOST_SMTP_HOST": "mail.example",
                "FINGERPOST_SMTP_SENDER": "f@x.example",
                "FINGERPOST_SMTP_SECURITY": "none",
            },
            "only for a mail server on this machine",
        ),
        ({"FINGERPOST_TELL_FILE": "/nowhere/tell.toml"}, "cannot be read: No such file"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_not_repeated(said, words):
    with pytest.raises(UserError, match=words) as caught:
        read_reach(said)
    assert "SECRET" not in str(caught.value)
