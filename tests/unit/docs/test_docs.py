"""The documentation says what the code does."""

from pathlib import Path

from voicebot.call.turns import diagram
from voicebot.config import Settings

ROOT = Path(__file__).parents[3]


def test_the_diagram_of_turns_is_the_tables():
    assert diagram() in (ROOT / "docs" / "architecture.md").read_text()


def test_every_setting_is_in_the_readme_with_its_default():
    readme = (ROOT / "README.md").read_text()
    missing = [name for name in Settings.model_fields if f"`VOICEBOT_{name.upper()}`" not in readme]
    assert not missing


def test_every_setting_says_what_it_is_for():
    for name, field in Settings.model_fields.items():
        assert field.description, name


def test_decisions_are_numbered_once_and_fit_a_page():
    files = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    numbers = [file.name[:4] for file in files]
    assert len(numbers) == len(set(numbers))
    for file in files:
        text = file.read_text()
        assert "Status:" in text, file.name
        assert len(text.splitlines()) <= 70, file.name
