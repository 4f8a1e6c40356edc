"""`voicebot staff add`."""

import io

import pytest

from voicebot.cli import main
from voicebot.config import Settings


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOICEBOT_DATA_DIR", str(tmp_path / "data"))

    def staff_add(*words, password="a long enough password\n"):
        monkeypatch.setattr("sys.stdin", io.StringIO(password))
        with pytest.raises(SystemExit) as done:
            main(["staff", "add", *words, "--password-stdin"])
        return done.value.code, *capsys.readouterr()

    return staff_add


def account(name):
    from voicebot.bootstrap import Stores

    stores = Stores(Settings.read())
    try:
        return stores.staff.staff(name)
    finally:
        stores.engine.dispose()


def test_a_new_account_and_a_changed_one(run):
    assert run("ann") == (0, "ann (staff) can log in: /staff/\n", "")
    first = account("ann")
    assert (first.role, first.active) == ("staff", True)
    assert first.password_hash.startswith("$argon2id$")
    code, said, _ = run("ann", "--role", "owner", password="another password\r\n")
    assert (code, said) == (0, "ann (owner) was changed: /staff/\n")
    assert account("ann").password_hash != first.password_hash


@pytest.mark.parametrize(
    ("words", "password", "complaint"),
    [
        (["ann", "--role", "king"], "a long enough password", "role: must be one of"),
        (["ann"], "short", "password: must have 8"),
        (["ann"], "", "password: must have 8"),
        ([" "], "a long enough password", "name: must have"),
        (["a\nb"], "a long enough password", "name: must have"),
    ],
)
def test_what_will_not_do(run, words, password, complaint):
    code, said, complained = run(*words, password=password)
    assert (code, said) == (2, "")
    assert complaint in complained


def test_asked_for_twice(run, monkeypatch):
    answers = iter(["a long enough password", "something else"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))
    with pytest.raises(SystemExit) as done:
        main(["staff", "add", "ann"])
    assert done.value.code == 2


def test_without_a_terminal_it_says_what_to_do(run, monkeypatch, capsys):
    def no_terminal(prompt):
        raise EOFError

    monkeypatch.setattr("getpass.getpass", no_terminal)
    with pytest.raises(SystemExit) as done:
        main(["staff", "add", "ann"])
    assert done.value.code == 2
    assert "--password-stdin" in capsys.readouterr().err
