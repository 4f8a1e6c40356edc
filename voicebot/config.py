"""All settings, read once at the start from the environment (`VOICEBOT_*`) or `voicebot.toml`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from voicebot.errors import SettingsError


class Settings(BaseSettings):
    """Frozen. Every field has a default and says in `description` what it is for."""

    model_config = SettingsConfigDict(
        env_prefix="VOICEBOT_", toml_file="voicebot.toml", frozen=True, extra="forbid"
    )

    data_dir: Path = Field(Path(".data"), description="Where models, recordings and SQLite live.")
    database_url: str = Field(
        "", description="SQLAlchemy URL; empty means a SQLite file in the data directory."
    )
    public_url: str = Field(
        "", description="The https address Twilio reaches this at; needed with an auth token."
    )
    twilio_account_sid: str = Field(
        "", description="Twilio account SID (AC...): webhooks of other accounts are refused."
    )
    twilio_auth_token: SecretStr = Field(
        SecretStr(""),
        description="Twilio auth token, or two with a comma while they are rotated.",
    )
    dialog: str = Field("dental_clinic", description="Name or path of the dialog that answers.")
    now: datetime | None = Field(
        None, description="Tests and demos: the clock reads this at the start and runs on from it."
    )
    whisper_model: str = Field(
        "", description="A faster-whisper model name or path; empty means the packaged one."
    )
    piper_voice: str = Field(
        "", description="Path of a Piper voice (.onnx); empty means the packaged one."
    )
    spacy_model: str = Field(
        "", description="A spaCy pipeline's name or path; empty means the packaged one."
    )
    recording: bool = Field(False, description="Keep both sides of each call as a WAV.")
    model_threads: int = Field(
        0, ge=0, description="Worker threads for the speech models; 0 means one a core."
    )
    speculate: bool = Field(
        True, description="Work on the answer while the caller pauses, before the turn is over."
    )
    max_calls: int = Field(16, ge=1, description="Calls at once; one more is offered a way out.")
    max_call_s: int = Field(900, ge=30, description="Longest call, in seconds.")
    drain_s: int = Field(
        120, ge=0, description="How long calls may go on after SIGTERM, in seconds."
    )
    calendar_poll_s: int = Field(
        300, ge=10, description="How often calendars elsewhere are read, in seconds."
    )
    calendar_private_hosts: bool = Field(
        False, description="Calendars elsewhere may be on this machine or in a private network."
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="Signs staff sessions; empty: one is made and kept in data_dir."
    )

    @field_validator("now")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("must carry an offset, like 2026-11-23T09:00:00-05:00")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @classmethod
    def read(cls, **values: object) -> Self:
        """Read environment and file; `values` win.

        Raises:
            SettingsError: a value is wrong; the message names each setting and why.
        """
        try:
            return cls(**values)  # type: ignore[arg-type]
        except ValidationError as error:
            lines = [
                f"VOICEBOT_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}"
                for e in error.errors()
            ]
            raise SettingsError("; ".join(lines)) from None

    @property
    def store_url(self) -> str:
        """The database's SQLAlchemy URL, the default filled in."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'voicebot.db').resolve()}"
