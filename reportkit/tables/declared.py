"""
The declarations: every table of a case with every column.

They are the data dictionary. A column that is not here is in no frame, and a frame has exactly these,
in this order, with these dtypes, also without rows. A change here is a change for everybody who wrote a
notebook: add columns at will, rename or remove none without a word in the changelog.
"""

from __future__ import annotations

from reportkit.tables.records import Column, Table

_CLAIM = Column("claim", "text", "identity of the claim, document/name", refers="claims.claim")
_NUMBER = Column("number", "text", "number of the claim on the page, C7", refers="claims.number")
_SPEAKER = Column("speaker", "text", "who says it", refers="actors.actor")
_ACT = Column("act", "text", "what the speaker does in saying it", words="acts")
_POLARITY = Column("polarity", "text", "what the act says of its content: affirms, denies, neither")
_CERTAINTY = Column("certainty", "text", "how sure the speaker presents it", words="certainties")
_WITHDRAWN = Column("withdrawn", "flag", "whether its speaker took the claim back or replaced it")
_POSITION = Column("position", "number", "place of the proposition within its claim, from 1")
_KEY = "what is said, so that equal statements are equal: kind, incident and the parts that tell it apart"
_PROPOSITION = Column("proposition", "text", _KEY, refers="standings.proposition")
_STANDING = Column("standing", "text", "where it stands between those who affirm and deny", words="standings")
_WITHOUT = Column(
    "without_inference", "text", "the standing without what rests on a reader", words="standings"
)
_FLAGS = Column("flags", "list", "what stands beside the standing", words="flags")
_LOW = Column("origins_low", "number", "independent origins that affirm it, at least")
_HIGH = Column("origins_high", "number", "independent origins that affirm it, at most")
_ABOUT = Column("about", "text", "the incident it is about", "it is about no incident (ties, links)")
_OPEN = "no claim bounds it"
_UNSAID = "the claim does not say"

CLAIMS = Table(
    "claims",
    "a claim, in reading order",
    ("claim",),
    (
        Column("number", "text", "number on the page, C7"),
        Column("claim", "text", "identity: document/name"),
        _SPEAKER,
        _ACT,
        _CERTAINTY,
        Column("incidents", "list", "the incidents it is about"),
        Column("inferred", "flag", "whether a reader ties it to the case’s incident (of a corpus: to any)"),
        Column("propositions", "list", "what it says, by key", refers="standings.proposition"),
        Column("said_first", "day", "earliest day on which it was said", "the claim sets no such bound"),
        Column("said_last", "day", "latest day on which it was said", "the claim sets no such bound"),
        Column("via", "list", "who relayed it, nearest to the speaker first", refers="actors.actor"),
        Column("document", "text", "the document it stands in", refers="sources.document"),
        Column("paragraphs", "list", "numbers of the paragraphs it stands in"),
        _WITHDRAWN,
        Column("source", "text", "number of the document on the page, D1", refers="sources.number"),
        Column("spans", "list", "where it stands: paragraph with first and last words"),
        _POLARITY,
        Column("hedges", "list", "the text’s words that hedge it"),
        Column("jointly", "list", "others to whom the text gives the same sentence", refers="actors.actor"),
        Column("said", "text", "when it was said, as it is encoded", "no date is given"),
        Column("directness", "text", "how the document has it", words="directness"),
        Column("medium", "text", "through what it was said", words="media"),
        Column(
            "known_through",
            "text",
            "the claim through which alone it is known",
            "it is known by itself",
            refers="claims.claim",
            beyond=True,
        ),
        Column(
            "paraphrase_of",
            "text",
            "the quoted claim that it puts into other words",
            "it paraphrases none",
            refers="claims.claim",
            beyond=True,
        ),
        Column(
            "supersedes",
            "text",
            "the speaker’s earlier claim that it replaces",
            "it replaces none",
            refers="claims.claim",
            beyond=True,
        ),
        Column(
            "retracts",
            "text",
            "the speaker’s earlier claim that it takes back",
            "it takes none back",
            refers="claims.claim",
            beyond=True,
        ),
        Column("credibility", "text", "Admiralty number of the claim", words="credibility"),
        Column("marking", "text", "its own marking", "that of its document holds", words="markings"),
    ),
)

EVENTS = Table(
    "events",
    "an incident that the documents tie to the case, the case’s own first",
    ("incident",),
    (
        Column("incident", "text", "slug of the incident"),
        Column("label", "text", "its neutral label"),
        Column("standing", "text", "where it stands that it occurred", words="standings"),
        _WITHOUT,
        Column("earliest", "day", "earliest day that the claims leave open, in any narrative", _OPEN),
        Column("latest", "day", "latest day that the claims leave open, in any narrative", _OPEN),
        Column("earliest_inferred", "flag", "whether the earliest day rests on a reader"),
        Column("latest_inferred", "flag", "whether the latest day rests on a reader"),
        Column("claims", "number", "number of claims about it in these documents"),
        Column("focus", "flag", "whether it is the case’s own incident"),
        _FLAGS,
        Column("origins_low", "number", "independent origins that affirm that it occurred, at least"),
        Column("origins_high", "number", "independent origins that affirm that it occurred, at most"),
    ),
)

ACTORS = Table(
    "actors",
    "an actor that speaks, relays or is spoken of",
    ("actor",),
    (
        Column("actor", "text", "slug of the actor"),
        Column("label", "text", "what pages call it"),
        Column("kind", "text", "what sort of actor it is registered as", words="actor_kinds"),
        Column("country", "text", "country it is registered under, ISO 3166-1 alpha-2", "none is registered"),
        Column(
            "of",
            "text",
            "the actor an unnamed group is said to belong to",
            "of nobody",
            refers="actors.actor",
        ),
        Column("claims", "number", "number of claims it speaks in these documents"),
        Column(
            "named_answerable",
            "flag",
            "whether somebody names it as answerable for the case’s incident (of a corpus: for any) "
            "and has not taken it back",
        ),
        Column("denies", "number", "number of its denials that are about the case’s incident"),
    ),
)

RELATIONS = Table(
    "relations",
    "a tie between two actors as one claim states or denies it",
    ("claim", "position"),
    (
        Column("of", "text", "the actor the tie starts from", refers="actors.actor"),
        Column("relation", "text", "what tie it is", words="relations"),
        Column("to", "text", "the actor the tie leads to", refers="actors.actor"),
        Column("asserter", "text", "who states or denies it", refers="actors.actor"),
        _ACT,
        Column("grade", "text", "grade of backing", "graded by nobody", words="responsibility_grades"),
        Column("valid_first", "day", "first day for which it is stated", "no such bound is stated"),
        Column("valid_last", "day", "last day for which it is stated", "no such bound is stated"),
        _NUMBER,
        _WITHDRAWN,
        _CLAIM,
        _POSITION,
        _POLARITY,
        _CERTAINTY,
        _PROPOSITION,
    ),
)

SOURCES = Table(
    "sources",
    "a document",
    ("document",),
    (
        Column("number", "text", "number on the page, D1"),
        Column("document", "text", "identity of the document"),
        Column("title", "text", "what pages call it"),
        Column("publication", "text", "its outlet"),
        Column("voice", "text", "who speaks wherever nobody is quoted", refers="actors.actor"),
        Column("date", "text", "the day it states for itself, as it is encoded", "it states none"),
        Column("reliability", "text", "Admiralty letter of the outlet", words="reliability"),
        Column("claims", "number", "number of claims it carries here"),
        Column("sha256", "text", "digest of its text"),
        Column("date_first", "day", "earliest day of its date", "it states none, or one in doubt"),
        Column("date_last", "day", "latest day of its date", "it states none, or one in doubt"),
        Column("publication_kind", "text", "what sort of outlet", words="publication_kinds"),
        Column("language", "text", "language of its text, BCP 47"),
        Column("marking", "text", "its marking", words="markings"),
        Column("paragraphs", "number", "number of its paragraphs"),
        Column("read_by", "text", "role of who read it"),
        Column("second_reader", "text", "role of who read it a second time", "nobody yet: pages say DRAFT"),
    ),
)

PROPOSITIONS = Table(
    "propositions",
    "a claim and one proposition that it carries",
    ("claim", "position"),
    (
        _NUMBER,
        _SPEAKER,
        _ACT,
        _POLARITY,
        _CERTAINTY,
        Column("kind", "text", "what sort of statement", words="propositions"),
        _ABOUT,
        Column("is", "text", "nature: the kind of event", "of another kind", words="natures"),
        Column(
            "actor",
            "text",
            "perpetrator, target, motive, presence, intent, described: who is spoken of",
            "nobody is named",
            refers="actors.actor",
        ),
        Column("involvement", "text", "perpetrator: in which role", "no role is said", words="involvements"),
        Column("place", "text", "location, target, presence: slug of the place", "no place is named"),
        Column("reached", "text", "target: hit, or only aimed at", "not said", words="reached"),
        Column("casualty", "text", "casualty: which harm", "of another kind", words="casualties"),
        Column("low", "number", "casualty: the least that is said", _UNSAID),
        Column("best", "number", "casualty: the number given; 0 only where none is said", _UNSAID),
        Column("high", "number", "casualty: the most that is said", _UNSAID),
        Column("comparator", "text", "casualty: how the number is meant", "not said", words="comparators"),
        Column("words", "text", "the text’s own words for it", "none are kept"),
        Column("count", "text", "occurred: how many, as the text has it", "not said"),
        Column("when", "text", "time, utterance, relation: when, as it is encoded", "no date is given"),
        Column("first", "day", "earliest day of that", "it sets no such bound"),
        Column("last", "day", "latest day of that", "it sets no such bound"),
        Column("point", "text", "time, link: which point of the incident", "its start", words="link_points"),
        Column("relation", "text", "relation: what tie", "of another kind", words="relations"),
        Column("link", "text", "link: what tie between incidents", "of another kind", words="links"),
        Column(
            "of",
            "text",
            "relation: the actor, link: the incident that the tie starts from; casualty: whose harm",
            "of another kind, whose is not said, or it is of claims",
        ),
        Column(
            "to", "text", "relation: the actor, link: the incident that the tie leads to", "of another kind"
        ),
        Column("gap", "text", "link: how far apart, ISO 8601 duration", "not said"),
        Column(
            "grade", "text", "relation: grade of backing", "graded by nobody", words="responsibility_grades"
        ),
        Column("inquiry", "text", "process: which inquiry", "of another kind"),
        Column("by", "text", "process: who holds it", "nobody is named", refers="actors.actor"),
        Column("status", "text", "process: its state", "of another kind", words="inquiry_states"),
        Column("target", "text", "intent: at whom", "nobody is named", refers="actors.actor"),
        Column(
            "of_claims", "list", "utterance, link: the claims it is about", refers="claims.claim", beyond=True
        ),
        Column("inferred", "flag", "whether a reader makes the claim speak of it"),
        _WITHDRAWN,
        _CLAIM,
        _POSITION,
        _PROPOSITION,
    ),
)

SCOPES = Table(
    "scopes",
    "what a denial or an accusation covers: one conjunction, never to be split",
    ("claim",),
    (
        _NUMBER,
        _SPEAKER,
        _ACT,
        Column("incidents", "list", "the incidents the claim is about"),
        Column("actor", "text", "whose act", "anybody’s: unrestricted", refers="actors.actor"),
        Column("involvement", "text", "in which role", "in any: unrestricted", words="involvements"),
        Column("nature", "text", "which kind of act", "any: unrestricted", words="natures"),
        Column("place", "text", "slug of the place", "anywhere: unrestricted"),
        Column("day", "text", "on which day, as it is encoded", "on any day: unrestricted"),
        Column("day_first", "day", "earliest day of that", "it sets no such bound"),
        Column("day_last", "day", "latest day of that", "it sets no such bound"),
        Column("target", "text", "against what, in the text’s words", "anything: unrestricted"),
        Column("words", "text", "the text’s own words for the whole", "none are kept"),
        Column("inferred", "list", "the parts that a reader resolved"),
        _WITHDRAWN,
        _CLAIM,
    ),
)

STANDINGS = Table(
    "standings",
    "a proposition that anybody affirms or denies",
    ("proposition",),
    (
        Column("proposition", "text", _KEY),
        Column("kind", "text", "what sort of statement", words="propositions"),
        _ABOUT,
        _STANDING,
        _WITHOUT,
        _FLAGS,
        Column("affirmed_by", "list", "speakers that affirm it", refers="actors.actor"),
        Column("denied_by", "list", "speakers that deny the whole of it", refers="actors.actor"),
        _LOW,
        _HIGH,
        Column("affirmed", "list", "the claims that affirm it", refers="claims.claim"),
        Column("denied", "list", "the claims that deny the whole of it", refers="claims.claim"),
        Column("denied_partly", "list", "the claims that deny a part of it only", refers="claims.claim"),
        Column("denied_own", "list", "denials of the speaker’s own side’s act alone", refers="claims.claim"),
        Column("withdrawn", "list", "claims that affirmed it and were taken back", refers="claims.claim"),
    ),
)

SPANS = Table(
    "spans",
    "a place in a document where a claim stands, or where somebody brings it to an incident",
    ("claim", "use", "position"),
    (
        _NUMBER,
        _SPEAKER,
        Column("document", "text", "the document", refers="sources.document"),
        Column("source", "text", "number of the document on the page, D1", refers="sources.number"),
        Column("paragraph", "number", "paragraph of the document, from 1"),
        Column("anchor", "text", "the place as people write it"),
        Column("first", "text", "first words", "the whole paragraph"),
        Column("last", "text", "last words", "the first words are all of it, or the whole paragraph"),
        Column("start", "number", "where it starts, in code points of the text", "not pinned"),
        Column("end", "number", "where it ends, in code points of the text, exclusive", "not pinned"),
        Column("sha256", "text", "digest of what stands there", "not pinned"),
        Column("use", "text", "says: the claim stands there; bears: it is brought to an incident there"),
        Column("incident", "text", "bears: the incident", "the claim itself stands there"),
        Column(
            "by",
            "text",
            "bears: who brings it there",
            "the claim itself stands there, or a reader brings it",
            refers="actors.actor",
        ),
        _CLAIM,
        Column("position", "number", "number of the place among those of its use, from 1"),
    ),
)

TABLES = {
    table.name: table
    for table in (
        CLAIMS,
        EVENTS,
        ACTORS,
        RELATIONS,
        SOURCES,
        PROPOSITIONS,
        SCOPES,
        STANDINGS,
        SPANS,
    )
}
