"""`chesterton setup`: what is there stays, what we wrote goes again without a trace."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.clients import CLIENTS, jsonc, toml
from server.commands import COMMANDS
from server.commands.setup import NAMES
from server.main import main
from tests.server.test_check import git

ROOT = Path(__file__).resolve().parents[2]
Capture = pytest.CaptureFixture[str]
ENTRY = {"type": "stdio", "command": "chesterton", "args": ["serve"]}
EACH = [(client.name, scope) for client in CLIENTS for scope in client.scopes]
JSON_TEXTS = [
    "",
    "{}",
    "{\n}\n",
    '{"a": 1}',
    '{"mcpServers": {}, "servers": {}}\n',
    '{\n\t"a": 1, // note\n\t/* b */\n}\n',
    '{\n  "mcpServers": {\n    "x": {"command": "y"}, // keep\n  },\n  "z": [1,\n 2]\n}\n',
    '{\r\n  "a": 1\r\n}\r\n',
    '// c\n{\n    "servers": {\n        "x": {}\n        // tail\n    }\n}',
    '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "make"}]}]}}',
]
TOML_TEXTS = ["", '# mine\nmodel = "x" # why\n\n[mcp_servers.other]\ncommand = "y"\n\n[tui]\ntheme = "dark"\n']


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository to stand in, and a user without any settings."""
    home = tmp_path / "home"
    project = tmp_path / "project"
    for folder in (home, project / "app"):
        folder.mkdir(parents=True)
    (project / "app" / "models.py").write_text("x = 1\n")
    git(project, "init", "--quiet")
    monkeypatch.setattr(Path, "home", lambda: home)
    for name in ("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("sys.argv", [str(tmp_path / "bin" / "chesterton")])
    monkeypatch.chdir(project)
    return home


def files(*folders: Path) -> dict[str, str]:
    return {
        str(path): path.read_text() if path.is_file() else ""
        for folder in folders
        for path in folder.rglob("*")
        if ".git" not in path.parts
    }


def test_the_command_names_every_client() -> None:
    assert tuple(client.name for client in CLIENTS) == NAMES


@pytest.mark.parametrize(("client", "scope"), EACH)
def test_set_up_once_and_undone_without_a_trace(client: str, scope: str, home: Path, capsys: Capture) -> None:
    before = files(home, Path.cwd())
    assert main(["setup", client, "--scope", scope, "--yes"]) == 0
    written = files(home, Path.cwd())
    assert set(before) < set(written)
    assert any("chesterton" in text and "serve" in text for text in written.values())
    assert main(["setup", client, "--scope", scope, "--yes"]) == 0
    assert "nothing to do" in capsys.readouterr().out
    assert files(home, Path.cwd()) == written
    assert main(["setup", client, "--scope", scope, "--undo", "--yes"]) == 0
    assert files(home, Path.cwd()) == before
    assert main(["setup", client, "--scope", scope, "--undo", "--yes"]) == 0


@pytest.mark.parametrize("text", JSON_TEXTS)
@pytest.mark.parametrize(("client", "name"), [("cursor", ".cursor/mcp.json"), ("vscode", ".vscode/mcp.json"),
                                              ("claude-code", ".claude/settings.json")])  # fmt: skip
def test_what_is_there_stays_and_comes_back_letter_for_letter(client: str, name: str, text: str, home: Path) -> None:
    file = Path(name)
    file.parent.mkdir()
    file.write_bytes(text.encode())
    assert main(["setup", client, "--scope", "project", "--yes"]) == 0
    written = file.read_bytes().decode()
    for part in ("// note", "/* b */", "// keep", "// c", "// tail", '"make"'):
        assert (part in text) == (part in written)
    was, now = jsonc.parse(text).value or {}, jsonc.parse(written).value
    assert {key: now[key] for key in was if key not in ("mcpServers", "servers", "hooks")} == {
        key: value for key, value in was.items() if key not in ("mcpServers", "servers", "hooks")
    }
    assert main(["setup", client, "--scope", "project", "--undo", "--yes"]) == 0
    assert file.read_bytes().decode() == text


@pytest.mark.parametrize("text", TOML_TEXTS)
def test_toml_keeps_its_comments(text: str, home: Path) -> None:
    file = home / ".codex" / "config.toml"
    file.parent.mkdir()
    file.write_text(text)
    assert main(["setup", "codex", "--yes"]) == 0
    written = tomllib.loads(file.read_text())
    assert written["mcp_servers"]["chesterton"]["args"] == ["serve"]
    assert all(comment in file.read_text() for comment in ("# mine", "# why") if comment in text)
    assert main(["setup", "codex", "--undo", "--yes"]) == 0
    assert file.read_text() == text


def test_undo_after_somebody_edited_the_file_takes_ours_alone(home: Path) -> None:
    file = Path(".mcp.json")
    assert main(["setup", "claude-code", "--yes"]) == 0
    said = json.loads(file.read_text())
    said["mcpServers"]["other"] = {"command": "x"}
    file.write_text(json.dumps(said, indent=2))
    assert main(["setup", "claude-code", "--undo", "--yes"]) == 0
    assert json.loads(file.read_text()) == {"mcpServers": {"other": {"command": "x"}}}
    assert not Path(".claude").exists()


@pytest.mark.parametrize(
    ("client", "path", "text"),
    [
        ("claude-code", ".mcp.json", '{"mcpServers": {"chesterton": {"command": "uvx", "args": ["chesterton"]}}}'),
        ("codex", "../home/.codex/config.toml", '[mcp_servers.chesterton]\ncommand = "uvx"\n'),
    ],
)
def test_undo_leaves_what_somebody_else_wrote(client: str, path: str, text: str, home: Path) -> None:
    file = Path(path)
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    assert main(["setup", client, "--undo", "--yes"]) == 0
    assert file.read_text() == text


def test_what_a_person_added_to_our_entry_stays(home: Path) -> None:
    file = Path(".mcp.json")
    file.write_text(json.dumps({"mcpServers": {"chesterton": {"command": "old", "env": {"A": "1"}}}}))
    assert main(["setup", "claude-code", "--no-hooks", "--yes"]) == 0
    entry = json.loads(file.read_text())["mcpServers"]["chesterton"]
    assert entry["env"] == {"A": "1"}
    assert entry["args"] == ["serve"]


def test_our_hook_among_those_of_somebody_is_left(home: Path) -> None:
    file = Path(".claude/settings.json")
    file.parent.mkdir()
    hooks = [{"type": "command", "command": name} for name in ("make lint", "chesterton hook stop")]
    file.write_text(json.dumps({"hooks": {"Stop": [{"hooks": hooks}]}}))
    assert main(["setup", "claude-code", "--yes"]) == 0
    assert json.loads(file.read_text())["hooks"]["Stop"] == [{"hooks": hooks}]


@pytest.mark.parametrize(
    ("client", "file", "text", "said"),
    [
        ("claude-code", ".mcp.json", '{\n  "a": 1\n  "b": 2\n}', "line 3: ',' or '}' was expected"),
        ("claude-code", ".mcp.json", "[]", "the file is no object"),
        ("claude-code", ".claude/settings.json", '{"hooks": {"Stop": 3}}', "hooks.Stop is no list"),
        ("codex", ".codex/config.toml", "a = 1\nb = \n", "line 2: "),
        ("codex", ".codex/config.toml", "mcp_servers = 3\n", "mcp_servers is no table"),
        ("codex", ".codex/config.toml", "[mcp_servers]\nchesterton = 3\n", "mcp_servers.chesterton is no table"),
    ],
)
def test_what_cannot_be_read_is_not_written(
    client: str, file: str, text: str, said: str, home: Path, capsys: Capture
) -> None:
    Path(file).parent.mkdir(exist_ok=True)
    Path(file).write_text(text)
    before = files(home, Path.cwd())
    assert main(["setup", client, "--scope", "project", "--yes"]) == 2
    assert said in capsys.readouterr().err
    assert files(home, Path.cwd()) == before


def test_nothing_is_written_unasked(home: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(home, Path.cwd())
    assert main(["setup", "cursor"]) == 1
    said = capsys.readouterr()
    assert '+    "chesterton": {' in said.out
    assert "--yes writes it" in said.err
    assert files(home, Path.cwd()) == before


def test_a_link_out_of_the_repository_is_not_followed(home: Path, capsys: Capture) -> None:
    (home / ".bashrc").write_text("{}")
    Path(".mcp.json").symlink_to(home / ".bashrc")
    assert main(["setup", "claude-code", "--yes"]) == 2
    assert "not followed" in capsys.readouterr().err
    assert (home / ".bashrc").read_text() == "{}"


def test_a_link_of_the_user_is_followed(home: Path) -> None:
    (home / "dotfiles").mkdir()
    (home / "dotfiles" / "codex.toml").write_text("a = 1\n")
    (home / ".codex").mkdir()
    (home / ".codex" / "config.toml").symlink_to(home / "dotfiles" / "codex.toml")
    assert main(["setup", "codex", "--yes"]) == 0
    assert (home / ".codex" / "config.toml").is_symlink()
    assert "mcp_servers" in (home / "dotfiles" / "codex.toml").read_text()


def test_a_folder_within_the_project_is_named(home: Path) -> None:
    assert main(["setup", "claude-code", "app", "--yes"]) == 0
    assert json.loads(Path(".mcp.json").read_text())["mcpServers"]["chesterton"]["args"] == ["serve", "app"]
    hooks = json.loads(Path(".claude/settings.json").read_text())["hooks"]
    assert hooks["Stop"][0]["hooks"][0]["command"].endswith("hook stop --root app")


def test_a_folder_is_no_business_of_a_users_settings(home: Path, capsys: Capture) -> None:
    assert main(["setup", "codex", "app", "--yes"]) == 2
    assert "--scope project" in capsys.readouterr().err


def test_secrets_of_others_are_not_kept(home: Path, tmp_path: Path) -> None:
    file = home / ".claude.json"
    file.write_text(json.dumps({"token": "s3cret"}, indent=2))
    assert main(["setup", "claude-code", "--scope", "user", "--yes"]) == 0
    kept = list((tmp_path / "state").rglob("*.json"))
    assert kept
    assert not any("s3cret" in path.read_text() for path in kept)
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)
    assert main(["setup", "claude-code", "--scope", "user", "--undo", "--yes"]) == 0
    assert file.read_text() == json.dumps({"token": "s3cret"}, indent=2)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)
settings = st.dictionaries(st.text(max_size=4), values, max_size=4)


@given(settings, st.sampled_from([None, 1, 2, "\t"]), st.booleans())
def test_any_settings_come_back(held: dict[str, object], indent: int | str | None, comments: bool) -> None:
    held.pop("servers", None)
    text = json.dumps(held, indent=indent)
    if comments:
        text = f"// above\n{text} /* below */\n"
    written = jsonc.with_member(text, ("servers", "chesterton"), ENTRY)
    assert jsonc.parse(written).value == {**held, "servers": {"chesterton": ENTRY}}
    assert jsonc.with_member(written, ("servers", "chesterton"), ENTRY) == written
    assert jsonc.parse(jsonc.without_member(written, ("servers", "chesterton"))).value == held


@given(st.lists(values, max_size=4), st.booleans())
def test_any_list_comes_back(held: list[object], indented: bool) -> None:
    ours = {"ours": "chesterton"}
    text = json.dumps({"hooks": {"Stop": held}}, indent=2 if indented else None)
    written = jsonc.with_item(text, ("hooks", "Stop"), ours, lambda item: item == ours)
    assert jsonc.parse(written).value == {"hooks": {"Stop": [*held, ours]}}
    left = jsonc.parse(jsonc.without_items(written, ("hooks", "Stop"), lambda item: item == ours)).value
    assert left == ({"hooks": {"Stop": held}} if held else {})


@pytest.mark.parametrize(
    "text", ['mcp_servers = { other = { command = "x" } }\n', '[mcp_servers]\nother = { command = "x" }\n']
)
def test_tables_of_any_style_take_one_more(text: str) -> None:
    written = toml.with_member(text, ("mcp_servers", "chesterton"), {"command": "c", "args": []})
    assert tomllib.loads(written)["mcp_servers"] == {
        "other": {"command": "x"},
        "chesterton": {"command": "c", "args": []},
    }
    assert tomllib.loads(toml.without_member(written, ("mcp_servers", "chesterton"))) == tomllib.loads(text)


# What is written for clients that have no command


PAGE = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")


def test_the_page_names_every_client_and_the_version_of_this_release() -> None:
    assert all(f"`{client.name}`" in PAGE for client in CLIENTS)
    release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert set(re.findall(r"(?:rev: |@)v(\d+\.\d+\.\d+)", PAGE)) == {release}


@pytest.mark.parametrize("snippet", re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
def test_snippets_are_json_that_starts_the_server(snippet: str) -> None:
    text = json.dumps(json.loads(snippet))
    assert '"serve"' in text and "chesterton" in text


def test_the_hook_of_pre_commit_is_a_command_that_there_is() -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entry = next(line for line in text.splitlines() if "entry:" in line).partition("entry: ")[2].split()
    assert entry[0] == "chesterton"
    assert entry[1] in {command.name for command in COMMANDS}
    assert f"id: {next(line for line in PAGE.splitlines() if '- id:' in line).partition('- id: ')[2]}\n" in text
