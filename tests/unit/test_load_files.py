"""Which files of a folder are read, and what is said of a folder that is none."""

from pathlib import Path

import pytest

from framework.errors import UserError
from framework.load.files import MAX_FILES, read_config
from framework.load.syntax.documents import MAX_BYTES


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n", encoding="utf-8")


def test_yaml_and_csv_files_are_read_by_their_path_in_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "framework.yaml", "sources/a.yml", "areas/codes/x.CSV", "README.md", "run.py")
    files = read_config(tmp_path)
    assert files == {
        "areas/codes/x.CSV": b"# areas/codes/x.CSV\n",
        "framework.yaml": b"# framework.yaml\n",
        "sources/a.yml": b"# sources/a.yml\n",
    }


def test_rows_examples_and_hidden_files_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "framework.yaml", "data/rows.csv", "examples/x/framework.yaml", ".git/a.yaml")
    write(tmp_path, "indicators/data/a.yaml")
    assert sorted(read_config(tmp_path)) == ["framework.yaml", "indicators/data/a.yaml"]


@pytest.mark.parametrize("name", ["missing", "file.yaml"])
def test_a_folder_that_is_not_there_says_what_to_do(tmp_path: Path, name: str) -> None:
    write(tmp_path, "file.yaml")
    with pytest.raises(UserError, match=r"there is no configuration folder .* 'fingerpost init'"):
        read_config(tmp_path / name)


def test_a_folder_without_declarations_says_so(tmp_path: Path) -> None:
    write(tmp_path, "notes.txt")
    with pytest.raises(UserError, match="holds no YAML or CSV file"):
        read_config(tmp_path)


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "outside/secret.yaml", "config/framework.yaml")
    (tmp_path / "config" / "sources").symlink_to(tmp_path / "outside")
    with pytest.raises(UserError, match="a link that leads out of the configuration folder"):
        read_config(tmp_path / "config")


def test_links_inside_the_folder_do_not_go_round_in_circles(tmp_path: Path) -> None:
    write(tmp_path, "framework.yaml", "sources/a.yaml")
    (tmp_path / "sources" / "again").symlink_to(tmp_path)
    (tmp_path / "sources" / "b.yaml").symlink_to(tmp_path / "sources" / "a.yaml")
    assert sorted(read_config(tmp_path)) == ["framework.yaml", "sources/a.yaml", "sources/b.yaml"]


def test_a_folder_of_thousands_of_files_is_not_a_configuration(tmp_path: Path) -> None:
    for number in range(MAX_FILES + 1):
        (tmp_path / f"{number}.csv").touch()
    with pytest.raises(UserError, match="is it the configuration folder"):
        read_config(tmp_path)


def test_a_huge_file_is_read_only_so_far_that_its_size_is_seen(tmp_path: Path) -> None:
    (tmp_path / "framework.yaml").write_bytes(b"#" * (MAX_BYTES + 1_000))
    assert len(read_config(tmp_path)["framework.yaml"]) == MAX_BYTES + 1
