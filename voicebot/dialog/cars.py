"""Cars by their sound: what a recogniser made of a make and a model that it does not know.

"Show you to Karala" is written for "Toyota Corolla". Every make with each of its models is compared
with the words of all recognitions; one is taken that is near, and much nearer than the next. What
is not near any is no reading: the caller is asked again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from heapq import nsmallest
from statistics import fmean as mean

from voicebot.dialog.vehicles import MODELS, MODELS_OF
from voicebot.understanding.people.sounds import codes_apart, sound

_NEAR = 0.43
"""How far a make and a model may be from the words, 0 to 1, to be taken for them."""
_TWO_NEAR = 0.4
"""The same for the two recognitions that are nearest."""
_GUESS_NEAR = 0.5
"""The same for a guess that is read back, of several answers."""
_FEW = 2
_MODEL_NEAR = 0.4
"""The same for the model alone, where the make was heard as it is."""
_LEAD = 0.08
"""How much nearer they must be than the next."""
_MAKE_NEAR = 0.5
"""How far a word may be from the make whose model stands right behind it."""
_BESIDE = frozenset("a an the my our his her old new".split())
_BEFORE_MODEL = re.compile(r"\b(?P<word>[A-Za-z]+) (?P<model>[A-Z][A-Za-z0-9-]+)\b")
_SAME = 0.15
"""How far a model may be from words in a sentence about anything, right after its make."""
_LONG_SOUND = 8
"""Characters of its code; what is shorter is like too many words."""
_LEFT = 0.04
"""What each word costs that is no part of it."""
_RANK = 0.6
"""How fast lower ranks lose their say: rank to the power of minus this."""
_LONGEST = 6
"""Words that a make and a model may be heard as."""
_AROUND = frozenset(
    "a an the my our his her its it it's is that that's this um uh well so oh ok okay yes yeah i "
    "i'm i've got have drive driving bring bringing think guess please thanks sorry no actually "
    "car old new older newer white black red blue silver grey gray green thousand hundred and "
    "hybrid wagon sedan hatchback van truck pickup estate nineteen twenty ten eleven twelve "
    "thirteen fourteen fifteen sixteen seventeen eighteen one two three four five six seven "
    "eight nine sorry wife's husband's".split()
)
"""Words beside a car's name, that are no part of it."""
_YEAR = re.compile(r"\b(?:19[5-9]|20[0-4])\d\b")
_MARKED = re.compile(r"[a-z]-?\d|-[a-z]$|\d[a-z]", re.IGNORECASE)
"""A model that is no word: "F-150", "CR-V", "i30"."""
_WORD = re.compile(r"[a-z0-9](?:[a-z0-9'-]*[a-z0-9'])?")


@lru_cache(maxsize=64)
def by_sound(texts: tuple[str, ...]) -> str:
    """The car that was likely said, of its recognitions, the best first; "" where none is near.

    As it is written ("Subaru Outback"), after the year where one was told.
    """
    heard = [words for words in map(_words, texts) if words]
    if not heard:
        return ""
    if found := _named(heard):
        pass
    elif make := _make_said(heard):
        beside = [[w for w in words if w not in make.lower().split()] for words in heard]
        name = _nearest([w for w in beside if w], _models(make), _MODEL_NEAR, whole=False)
        found = f"{make} {name}" if name else _nearest_of_two([heard], _TWO_NEAR)
        found = found or _only(make, heard)
    else:
        found = _nearest(heard, _full(), _NEAR, whole=True) or _nearest_of_two([heard], _TWO_NEAR)
    year = _YEAR.search(texts[0])
    return f"{year[0]} {found}" if found and year else found


def of_several(answers: Sequence[Sequence[str]]) -> str:
    """The car that several answers are nearest to, each with its recognitions, the best first; ""
    where they are near none. Less sure than `by_sound`: to be read back."""
    heard = [found for texts in answers if (found := [w for w in map(_words, texts) if w])]
    return _nearest_of_two(heard, _GUESS_NEAR) if heard else ""


def model_after(make: str, rest: str) -> tuple[str, int]:
    """The model that words after a make are written for ("out back"), and how many of them."""
    words = re.findall(r"[a-z]+", rest.lower())[:3]
    name = next((name for name, _ in MODELS_OF if name.lower() == make.lower()), "")
    for count in range(len(words), 0, -1):
        code = "".join(map(sound, words[:count]))
        for model, said in _models(name).items() if name else ():
            if len(said) >= _LONG_SOUND and codes_apart(code, said) <= _SAME:
                return model, count
    return "", 0


def is_make(word: str) -> bool:
    """Whether this is a make of cars, by its name."""
    return any(word.lower() == make.lower() for make, _ in MODELS_OF)


def of_the_same_make(car: str, model: str) -> str:
    """ "Camry", of a Toyota Corolla: the Toyota Camry; "" where its make has no such model."""
    for (make, _), models in MODELS_OF.items():
        if re.search(rf"\b{re.escape(make)}\b", car, re.IGNORECASE):
            found = next((name for name, _ in models if name.lower() == model.lower()), "")
            return f"{make} {found}" if found else ""
    return ""


def is_plain(text: str) -> bool:
    """Whether a car is named as it is written, and nothing unknown stands beside it."""
    rest, named = _without_known(_plain(text))
    return named and not [w for w in rest.split() if w not in _AROUND and not w.isdigit()]


def has_mark(text: str) -> bool:
    """Whether a model is named that is no word: "it's an F-150"."""
    return is_plain(text) and bool(_MARKED.search(text))


def written(text: str) -> str:
    """The words with makes and models as they are written: "2018 nissan rogue"; "four focus" is
    what a Ford Focus sounds like."""
    pattern, names = _spellings()
    spelled = pattern.sub(lambda found: names[_key(found[0])], text)
    return _BEFORE_MODEL.sub(_with_make, spelled)


def _with_make(found: re.Match[str]) -> str:
    makes = [make for make, models in MODELS_OF.items() if found["model"] in dict(models)]
    if len(makes) != 1 or found["word"].lower() in _BESIDE:
        return found[0]
    make, said = makes[0]
    near = codes_apart(sound(found["word"]), _sound(said)) <= _MAKE_NEAR
    return f"{make} {found['model']}" if near else found[0]


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _words(text: str) -> list[str]:
    """What may be a car's name, each word without figures."""
    words = [w for w in _plain(text.replace("-", " ")).split() if not w.isdigit()]
    while words and words[0] in _AROUND:
        words = words[1:]
    return words


def _nearest(
    heard: Sequence[Sequence[str]], names: Mapping[str, str], near: float, *, whole: bool
) -> str:
    """The one whose sound is near the words; `whole`: what is left of the words counts."""
    if not heard:
        return ""
    windows = [list(_windows(words)) for words in heard]
    weights = [1 / (1 + rank) ** _RANK for rank in range(len(heard))]
    left = _LEFT if whole else 0.0
    apart = {
        name: sum(
            weight * min(codes_apart(code, said) + left * rest for said, rest in found)
            for weight, found in zip(weights, windows, strict=True)
        )
        / sum(weights)
        for name, code in names.items()
    }
    return _clear(apart, near)


def _clear(apart: Mapping[str, float], near: float) -> str:
    """The nearest, where it is near enough and clearly nearer than the next; else ""."""
    best, *others = sorted(apart, key=apart.__getitem__) or [""]
    if not best or apart[best] > near:
        return ""
    # "Chevy" and "Chevrolet" are no two cars.
    other = next((n for n in others if n.split()[-1] != best.split()[-1]), "")
    clear = not other or apart[other] - apart[best] >= _LEAD
    return best if clear else ""


def _windows(words: Sequence[str]) -> Iterable[tuple[str, int]]:
    """The sound of each few words in a row, and how many are left."""
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _LONGEST) + 1):
            yield "".join(map(sound, words[start:end])), len(words) - (end - start)


def _nearest_of_two(answers: Sequence[Sequence[Sequence[str]]], near: float) -> str:
    """The car that the two best recognitions of each answer are near, and much nearer than the
    next. Where the others are noise, they would only blur it."""
    windows = [[list(_windows(words)) for words in heard] for heard in answers]
    apart = {
        name: mean(mean(nsmallest(2, (_to(code, found) for found in heard))) for heard in windows)
        for name, code in _full().items()
    }
    return _clear(apart, near)


def _to(code: str, windows: Sequence[tuple[str, int]]) -> float:
    return min(codes_apart(code, said) + _LEFT * rest for said, rest in windows)


def _named(heard: Sequence[Sequence[str]]) -> str:
    """The make and model that most recognitions name as they are written, whatever the rest."""
    votes: dict[str, float] = defaultdict(float)
    for rank, words in enumerate(heard):
        text = f" {' '.join(words)} "
        for name in _full():
            if f" {name.lower().replace('-', ' ')} " in text:
                votes[name] += 1 / (1 + rank) ** _RANK
    return max(votes, key=votes.__getitem__) if votes else ""


def _only(make: str, heard: Sequence[Sequence[str]]) -> str:
    """The make alone, where no two recognitions agree on what stands behind it."""
    last = heard[0][-1]
    alike = sum(words[-1] == last for words in heard)
    return make if len(heard) > _FEW and 2 * alike < len(heard) else ""


def _make_said(heard: Sequence[Sequence[str]]) -> str:
    """The make that is named in the best recognitions, as it is written."""
    for words in heard[:3]:
        text = " ".join(words)
        for (make, _), _models in MODELS_OF.items():
            if re.search(rf"\b{re.escape(make.lower())}\b", text):
                return make
    return ""


@cache
def _full() -> dict[str, str]:
    """The sound of each make with each of its models."""
    return {
        f"{make} {model}": _sound(make_said) + _sound(said)
        for (make, make_said), models in MODELS_OF.items()
        for model, said in models
    }


@cache
def _models(make: str) -> dict[str, str]:
    models = next(models for (name, _), models in MODELS_OF.items() if name == make)
    return {model: _sound(said) for model, said in models}


def _sound(said: str) -> str:
    return "".join(map(sound, said.split()))


def _key(text: str) -> str:
    return re.sub(r"[\s-]", "", text.lower())


@cache
def _spellings() -> tuple[re.Pattern[str], dict[str, str]]:
    """Names to find, and how they are written: makes, and models said without one."""
    alone = {_key(name) for name in MODELS}
    alone |= {_key(m) for models in MODELS_OF.values() for m, _ in models if _MARKED.search(m)}
    names = {_key(make): make for make, _ in MODELS_OF}
    for models in MODELS_OF.values():
        names |= {_key(model): model for model, _ in models if _key(model) in alone}
    names.pop("", None)
    found = "|".join(sorted((_spaced(name) for name in names.values()), key=len, reverse=True))
    return re.compile(rf"\b(?:{found})\b", re.IGNORECASE), names


def _spaced(name: str) -> str:
    escaped = re.escape(name.lower())
    return escaped.replace(r"\ ", "[ -]").replace(r"\-", "[ -]?")


def _without_known(text: str) -> tuple[str, bool]:
    """The words without makes and models; whether there was one of either."""
    rest, count = _known_names().subn(" ", text)
    return rest, bool(count)


@cache
def _known_names() -> re.Pattern[str]:
    makes = [make for make, _ in MODELS_OF]
    models = [model for models in MODELS_OF.values() for model, _ in models]
    names = sorted({_spaced(name) for name in (*makes, *models, *MODELS)}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(names)})\b")
