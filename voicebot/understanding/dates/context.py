"""The words around a time that say whether it is one, and how it goes with the next."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TIME_SLOTS = frozenset({"date", "time", "datetime"})

# --- beside one piece ----------------------------------------------------------------------------

BEFORE_CLOCK = _words("at @ around about approximately roughly circa toward towards near")
BEFORE_NUMBER = BEFORE_CLOCK | _words(
    ", . for by or is make say maybe either do like it then and prefer mean meant said"
)
"""Words (or nothing) that a bare number can follow when a time was asked for."""
BEFORE_ONE = _words(
    "new another like prefer want need get got have book schedule find there take open available "
    "free different cancel move keep change good better earlier later early late first last old "
    "other same exact right big"
)
"""Words after which "one" is a thing and no hour."""
BEFORE_DAY = _words(
    "on the for by until till since before after from through of to between this in around"
)
BEFORE_MONTH = _words("in by until till since during this of for around through to")
BEFORE_YEAR = _words("in by until since during year")
BEFORE_LOOSE = _words("for in during over of within unavailable available out away")
AFTER_DAY = _words(
    "at in of for on to please if is was works work would will should could can do does or and "
    "but not through until till with around about after before between from by then instead "
    "sounds looks seems might may i we it that's thats thanks thank ok okay yes no maybe any "
    "anytime sometime either too also when so because since first available great good fine "
    "perfect all early late earlier later morning afternoon evening night noon this next my a an "
    "are isn't doesn't won't as have has you there exactly again he she they bar except "
    "excluding apart other unless barring looking look"
)
"""Words that may follow "the fifth" when it is a day; "floor" or "one" may not."""
COUNTED = _words(
    "people persons person adults kids children guests patients of us teeth tooth dollars dollar "
    "bucks pounds euros cents percent % degrees years year yrs months month weeks week days hours "
    "hour hrs minutes minute mins min seconds miles mile km blocks times time other others more "
    "different questions things thing items options option choices appointments appointment "
    "visits seats tickets ticket bedroom bedrooms bed beds bath baths rooms room stars star mg ml "
    "inches feet foot street st avenue ave road rd boulevard blvd drive lane court way highway "
    "route suite apartment apt floor unit building main oak elm digits digit letters point "
    "hundred thousand million billion plus minus dozen grand fillings filling crowns crown "
    "cavities shots pills sessions session siblings brothers sisters members family x"
)
"""What a number before it counts; then it is no time of day."""
ORDERED = _words(
    "thing things available availability appointment appointments choice slot slots opening "
    "openings spot spots option options preference visit free possible time"
)
"""What "first" and "second" put in order; then they are no days of the month."""
STREETS = _words("street avenue ave road rd boulevard blvd lane highway suite floor")
TITLES = _words("mr mister mrs ms miss dr doctor")
CURRENCY = _words("$ £ € # +")
AMBIGUOUS = _words("sat sun mon wed may march mar fri tue tues thu jan jun dec eve")
"""Names of days and months that mostly mean something else."""
GREETINGS = _words("good nice great lovely wonderful fantastic pleasant happy merry")
POINTING = _words("that this the which no any some every last next only each")
LINKS = _words(", . - at on in the of for around about from between or and ; : maybe like say")
"""What may stand between a day and a bare number for them to belong together."""

# --- between two pieces --------------------------------------------------------------------------

OR = _words("or / otherwise alternatively else")
LISTING = _words(", and & on the at")
FILLERS = _words("on at in the , . for during sometime around of my")
AGAIN = _words("or no nope sorry actually rather make that it i mean meant scratch wait")
CORRECTING = (
    "no", "nope", "sorry", "rather", "actually", "scratch", "correction", "oops", "wait",
    "i mean", "i meant", "make that", "make it", "let's say",
)  # fmt: skip
BEFORE_EXCLUDED = (
    "not", "not on", "except", "except for", "excluding", "besides", "apart from", "other than",
    "aside from", "anything but", "any day but", "any time but", "anytime but", "every day but",
    "can't do", "can't do it", "cannot do it", "cannot do", "can't make", "can't make it",
    "can't come", "cannot make",
    "couldn't do", "can't", "cannot", "won't do", "don't want", "don't like", "rather than",
    "instead of", "not available", "not free", "never", "neither", "nor", "busy", "avoid",
    "don't do", "nothing", "can't come in", "unable to make", "can't be there", "not able to do",
    "bar", "barring", "save for", "can't manage", "cannot come", "can not do", "won't make",
    "better than", "easier than",
    "couldn't make", "won't be able to do", "won't be able to make", "skip", "unless it's",
)  # fmt: skip
AFTER_EXCLUDED = (
    "doesn't work", "does not work", "don't work", "do not work", "won't work", "will not work",
    "isn't good", "is not good", "is no good", "are no good", "isn't possible", "is out",
    "is bad", "are bad", "doesn't suit", "is not possible", "isn't great", "aren't good",
    "is impossible", "i can't", "i'm busy", "i am busy", "won't do", "not possible",
    "is too late", "is too early", "are out", "i'm not free", "is a no", "isn't going to work",
    "is a bit late", "is a bit early", "is a little late", "is a little early", "is kind of late",
    "is kind of early", "is pretty late", "is pretty early", "is quite late", "is quite early",
    "is not going to work", "isn't ideal", "is not ideal", "aren't ideal", "is tricky",
    "are tricky", "is difficult", "are difficult", "is a problem", "is bad for me", "i work",
    "i'm working", "i am working", "i'm away", "i am away", "we're away", "i cannot", "won't suit",
    "don't suit", "doesn't really work", "wouldn't work", "would not work", "is taken",
)  # fmt: skip
BEFORE_AWAY = (
    "away", "out of town", "on holiday", "on vacation", "working", "at work", "tied up",
    "unavailable",
)  # fmt: skip
"""After these a time is ruled out where the caller turns to another."""
TURNING = _words("so but , . ; then can could how what")
NO_GOOD = (
    "no good", "not good", "not great", "not ideal", "out", "a no", "bad", "tricky",
    "not possible", "difficult", "impossible", "too late", "too early", "a problem",
    "a bit late", "a bit early", "a little late", "a little early",
)  # fmt: skip
"""After "Friday's"."""
SINGULAR = _words("is isn't doesn't does isnt doesnt")
OCCUPIED = _words(
    "work working works busy away out shift meeting meetings class classes school tied holiday "
    "vacation unavailable teaching abroad travelling traveling gone stuck lecture lectures court "
    "college university training booked town"
)
"""Who is so until a time is free after it."""
CANNOT = _words("not don't dont won't wont can't cant cannot didn't")
SUBJECTS = (
    "i can't", "i cannot", "we can't", "we cannot", "i won't", "i'm not", "i'm busy", "i don't",
)  # fmt: skip
"""Who opens a new clause so says what cannot be within what was said before."""
WAITING = (
    "wait", "waits", "waiting", "will keep", "it'll keep", "that'll keep", "hold off", "hold on",
    "leave it", "leave that", "put it off", "put that off", "hang on", "hold out", "postpone it",
)  # fmt: skip
"""What can be done until a time from which on something is wanted."""
WHOLE = _words("any anytime anything every all whenever whole")
"""After these "but" makes an exception."""
MOVING = _words(
    "move moving moved reschedule rescheduling rescheduled change changing changed switch "
    "switching switched push shift postpone bring"
)
