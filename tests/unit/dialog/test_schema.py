"""The published schemas say what the loader says."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from voicebot.dialog.business_data import DEVICE, LOCATION, PERSON, SERVICE
from voicebot.dialog.hours_data import DAY, SEASON
from voicebot.dialog.loader import BUSINESS_KEYS, REQUIRED, root
from voicebot.dialog.model import Policy

KINDS = ("business", "questions", "replies")
FILES = sorted(p for kind in KINDS for p in root().glob(f"*/{kind}.yaml"))


def schema(kind: str) -> Any:
    return json.loads((root() / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_schemas(kind: str) -> None:
    Draft202012Validator.check_schema(schema(kind))


@pytest.mark.parametrize("file", FILES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_packaged_data_fits(file: Path) -> None:
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    wrong = [e.message for e in Draft202012Validator(schema(file.stem)).iter_errors(data)]
    assert wrong == []


def test_the_same_keys_as_the_loader() -> None:
    business = schema("business")
    assert set(business["properties"]) == {*BUSINESS_KEYS, *REQUIRED}
    assert set(business["required"]) == set(REQUIRED)
    assert set(business["$defs"]["policy"]["properties"]) == {f.name for f in fields(Policy)}


@pytest.mark.parametrize(
    ("part", "keys"),
    [
        ("service", SERVICE), ("person", PERSON), ("device", DEVICE), ("location", LOCATION),
        ("season", SEASON), ("day", DAY),
    ],
)  # fmt: skip
def test_the_same_keys_of_each_part(part: str, keys: tuple[str, ...]) -> None:
    assert set(schema("business")["$defs"][part]["properties"]) == set(keys)


@pytest.mark.parametrize(
    "wrong",
    [{"zome": "x"}, {"hours": {"moonday": "09:00-17:00"}}, {"phone": 12125550100}],
    ids=["key", "day", "number"],
)
def test_wrong_data_does_not_fit(wrong: dict[str, Any]) -> None:
    data = yaml.safe_load((root() / "dental_clinic" / "business.yaml").read_text(encoding="utf-8"))
    assert not Draft202012Validator(schema("business")).is_valid({**data, **wrong})
