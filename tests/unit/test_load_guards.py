"""Links, paths and secrets: what is let through and what is not."""

import pytest

from framework.load.links import is_safe_link
from framework.load.paths import what_is_unsafe
from framework.load.secrets import holds_secret, is_secret_key


@pytest.mark.parametrize(
    "link",
    [
        "https://www.gov.uk/statistics?x=1&y=2#part",
        "http://localhost:8050/panel",
        "https://example.org",
        "mailto:early.help@example.gov.uk",
    ],
)
def test_plain_links_are_let_through(link: str) -> None:
    assert is_safe_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:void(0)",
        " javascript:void(0)",
        "java\nscript:void(0)",
        "JaVaScRiPt:void(0)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/hostname",
        "https:javascript:x",
        "https://",
        "https:///x",
        "//example.org",
        "www.example.org",
        'https://example.org/"onclick="x',
        "https://example.org/<b>",
        "https://example.org/a b",
        "https://user:word@example.org/",
        "https://user@example.org/",
        "https://example.org\\@evil.example",
        "https://exаmple.org",
        "mailto:a@b",
        "mailto:a@example.org?subject=x%0abcc:y",
        "",
    ],
)
def test_anything_else_is_not(link: str) -> None:
    assert not is_safe_link(link)


@pytest.mark.parametrize(
    "path", ["a.csv", "folder/a*.csv.gz", "Returns (final) 2025.xlsx", "a..b.csv"]
)
def test_files_below_the_data_folder_may_be_named(path: str) -> None:
    assert what_is_unsafe(path) is None


@pytest.mark.parametrize(
    "path",
    [
        "../a.csv",
        "a/../../b.csv",
        "./a.csv",
        "/etc/hostname",
        "~/a.csv",
        "C:/a.csv",
        "c:a.csv",
        "a\\b.csv",
        "file:///etc/hostname",
        "https://example.org/a.csv",
        "s3://bucket/a.csv",
        "a//b.csv",
        "a/",
        "**/a.csv",
        "a|b.csv",
        "[ab].csv",
        "a\x00.csv",
    ],
)
def test_a_path_that_could_lead_elsewhere_is_refused_with_a_reason(path: str) -> None:
    assert what_is_unsafe(path)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://user:hunter2@db.example/x",
        "Server=db;User Id=x;Password=hunter2;",
        "Bearer abcdef123456",
        "the account is x, password = hunter2x",
        '{"password": "S3cret99x"}',
        "login db_password = hunter22x",
        "PGPASSWORD=hunter22x",
        "secret_key => abc12345",
        "-----BEGIN RSA PRIVATE KEY-----",
        "AKIAABCDEFGHIJKLMNOP",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.x",
    ],
)
def test_what_looks_like_a_secret_is_seen(text: str) -> None:
    assert holds_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "Password resets in the month",
        "token = 'school'",
        "basic information about the family in 2024/25",
        "https://www.gov.uk/statistics",
        "bearer of the plan",
        "secret = null",
        "secret: 2025/26 figures",
        "token: 2024-04-01 onwards",
        "The token = column_7 of the file",
        "pwd: 2024/25",
        "password: ${EH_PASSWORD_2}",
        "Password: required from 2025",
    ],
)
def test_ordinary_words_are_no_secrets(text: str) -> None:
    assert not holds_secret(text)


@pytest.mark.parametrize(
    "key", ["password", "db_password", "API-Key", "Authorization", "client secret"]
)
def test_a_key_that_promises_a_secret_is_seen(key: str) -> None:
    assert is_secret_key(key)


@pytest.mark.parametrize("key", ["key", "title", "tokens_used", "secretary", "password_resets"])
def test_a_key_that_only_sounds_like_one_is_not(key: str) -> None:
    assert not is_secret_key(key)


def test_a_long_text_does_not_hold_up_the_check():
    """Every letter once began a search to the end of the text: 2 million would not end today."""
    assert not holds_secret("a" * 2_000_000 + "://")
