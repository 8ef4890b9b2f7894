"""The actors around one incident as a picture record: every line carries who says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import networkx as nx

from reportkit import codebook
from reportkit.analysis.standing import Standing
from reportkit.case import Case
from reportkit.model import Claim
from reportkit.wording import names
from reportkit.wording.gist import act, brief, scope
from reportkit.wording.phrases import join, phrase, quoted, verb
from reportkit.wording.pictures import ActorsPicture, Edge, Node, OtherEvent, Tie
from reportkit.wording.runs import Line, reference, unreferenced

_WITNESSED = ("occurred", "nature", "location", "casualty", "damage", "process")
_REACH = 3


def picture(case: Case) -> ActorsPicture:
    """
    Return who is tied to an incident by whose word.

    Actors said to be answerable, those who accuse or deny, those who speak of the event and
    who is said to inquire; and the ties between actors that connect two of these, directly
    or over at most two others.
    """
    found = case.standing("occurred")
    ties = tuple(_tie(case, s) for s in case.standings_of("perpetrator"))
    edges = [*_accusations(case), *_denials(case), *_witnesses(case), *_inquiries(case)]
    events = tuple(_other_events(case))
    edges += _own_claims(case, events)
    speakers = dict.fromkeys([*(t.actor for t in ties), *(e.source for e in edges)])
    edges += _relations(case, tuple(speakers))
    involved = dict.fromkeys(
        [*speakers, *(x for e in edges for x in (e.source, e.target) if x in case.corpus.actors)]
    )
    roles = _roles(case, ties, edges)
    nodes = tuple(_node(case, actor, roles.get(actor, "background")) for actor in involved)
    return ActorsPicture(
        incident=names.incident(case, case.slug, short=False),
        incident_mark=found.word if found else "not_addressed",
        incident_flags=found.flags if found else (),
        incident_notes=(),
        nodes=nodes,
        ties=ties,
        events=events,
        edges=tuple(edges),
        alt=_alt(case, ties, edges),
    )


def _ref(case: Case, claims: Iterable[Claim]) -> Line:
    return (*phrase("space"), reference(*names.number(case, claims)))


def _tie(case: Case, found: Standing) -> Tie:
    claims = (*found.voices.affirmed, *found.voices.denied, *found.voices.partly)
    numbers = names.number(case, claims)
    word = phrase("actors.answerable", standing=names.word_of("standings", found.word, numbers))
    notes = []
    if found.otherwise:
        words = next(
            (
                b.words
                for c in found.voices.affirmed
                for b in c.about
                if b.incident == case.slug and b.inferred and b.words
            ),
            "",
        )
        if words:
            incident = names.incident(case, case.slug, short=True)
            notes.append(phrase("actors.if_words", words=quoted(words, numbers), incident=incident))
        notes.append(
            phrase("actors.otherwise", standing=names.word_of("standings", found.otherwise, numbers))
        )
    flags = tuple(f for f in found.flags if f != "inquiry")
    return Tie(
        f"tie {found.proposition['actor']}", found.proposition["actor"], found.word, flags, word, tuple(notes)
    )


def _accusations(case: Case) -> Iterable[Edge]:
    for found in case.standings_of("perpetrator"):
        accused = found.proposition["actor"]
        for speaker in dict.fromkeys(c.speaker for c in found.voices.affirmed):
            if speaker == accused:
                continue
            claims = [c for c in found.voices.affirmed if c.speaker == speaker]
            labels = [_accuses(case, claims)]
            if any(c.known_through for c in claims):
                labels.append(phrase("actors.known_through", soft=True))
            voice = speaker in case.voices
            hedged = all(codebook.vocabulary("certainties")[c.certainty]["hedged"] for c in claims)
            yield Edge(
                speaker, f"tie {accused}", "arrow", "grey" if voice else "vermilion", hedged, tuple(labels)
            )


def _accuses(case: Case, claims: Sequence[Claim]) -> Line:
    numbers, plural = names.number(case, claims), case.actor(claims[0].speaker).plural
    if claims[0].act not in {"accuses", "suspects"}:
        line = verb("bottom.names", numbers, plural=plural)
    else:
        line = act(case, claims[0])
    words = next(
        (b.words for c in claims for b in c.about if b.incident == case.slug and b.inferred and b.words), ""
    )
    if words:
        line = (*line, *phrase("glance.of_words", words=quoted(words, numbers)))
    elif claims[0].scope and claims[0].scope.nature:
        noun = names.word_of("natures", claims[0].scope.nature, numbers, "noun")
        line = (*line, *phrase("glance.of_words", words=noun))
    return (*line, *_ref(case, claims))


def _denials(case: Case) -> Iterable[Edge]:
    for found in case.standings_of("perpetrator"):
        accused = found.proposition["actor"]
        claims = sorted((*found.voices.denied, *found.voices.partly), key=lambda c: c.number)
        for speaker in dict.fromkeys(c.speaker for c in claims):
            own = [c for c in claims if c.speaker == speaker]
            labels = [(*_denies(case, c, first=n == 0), *_ref(case, [c])) for n, c in enumerate(own[:2])]
            if len(own) > len(labels):
                labels[-1] = (*labels[-1], *_ref(case, own[2:]))
            yield Edge(speaker, f"tie {accused}", "bar", "ink", dashed=False, labels=tuple(labels))


def _denies(case: Case, claim: Claim, *, first: bool) -> Line:
    numbers = names.number(case, [claim])
    if not claim.scope:
        return act(case, claim)
    covered = claim.scope
    if covered.nature:
        what = names.word_of("natures", covered.nature, numbers, "noun")
    elif covered.involvement:
        what = names.word_of("involvements", covered.involvement, numbers, "phrase")
    else:
        what = scope(case, claim, covered)
    return join([act(case, claim), what], "space") if first else phrase("actors.and", what=what)


def _witnesses(case: Case) -> Iterable[Edge]:
    """Yield what speakers say of the event itself: those not accused of it and, where nobody else does, the outlet."""
    spoken: dict[str, list[Claim]] = {}
    for claim in case.about(case.slug):
        told = any(p.kind in _WITNESSED and p.about == case.slug for p in claim.propositions)
        direct = any(b.incident == case.slug and not b.inferred for b in claim.about)
        if (
            told
            and direct
            and claim.act in {"states", "acknowledges", "confirms", "finds", "announces"}
            and claim.id not in case.withdrawn
        ):
            spoken.setdefault(claim.speaker, []).append(claim)
    others = [s for s in spoken if s not in case.voices]
    for speaker, claims in spoken.items():
        if speaker in case.voices and others:
            continue
        parts = [
            (*_witness(case, c, first=n == 0 or c.act != claims[n - 1].act), *_ref(case, [c]))
            for n, c in enumerate(claims)
        ]
        labels = parts if len(parts) <= 2 else [parts[0], join(parts[1:3], "dot")]  # noqa: PLR2004 - two lines
        yield Edge(
            speaker,
            "incident",
            "dot",
            "grey" if speaker in case.voices else "ink",
            dashed=False,
            labels=tuple(labels),
        )


def _witness(case: Case, claim: Claim, *, first: bool) -> Line:
    said = brief(case, claim, "occurred", "nature", "casualty", "damage", "process")
    return join([act(case, claim), said], "space") if first else said


def _inquiries(case: Case) -> Iterable[Edge]:
    for claim, p in case.said(case.slug, "process"):
        if p["by"] and p["by"] != claim.speaker:
            numbers = names.number(case, [claim])
            doing = phrase(
                "actors.inquiry_of", state=names.word_of("inquiry_states", p["status"], numbers, "phrase")
            )
            says = phrase(
                "sequence.say" if case.actor(claim.speaker).plural else "sequence.says",
                who=names.actor(case, claim.speaker, inside=True),
            )
            label = (*join([doing, says]), *_ref(case, [claim]))
            yield Edge(
                p["by"],
                "incident",
                "dot",
                "grey" if claim.speaker in case.voices else "ink",
                dashed=False,
                labels=(label,),
            )


def _other_events(case: Case) -> Iterable[OtherEvent]:
    """Yield the incidents that answer this one by their author's word."""
    seen = set()
    for _, p in case.propositions("link"):
        reason = codebook.vocabulary("links")[p["link"]]["kind"] == "reason"
        if reason and p["to"] == case.slug and not p.of_claims and p["of"] not in seen:
            seen.add(p["of"])
            took = case.standing("occurred", p["of"])
            yield OtherEvent(
                p["of"], names.incident(case, p["of"], short=True), took.word if took else "not_addressed", ()
            )


def _own_claims(case: Case, events: Iterable[OtherEvent]) -> list[Edge]:
    edges = []
    for event in events:
        for claim, p in case.said(event.key, "perpetrator"):
            if claim.act == "claims" and p["actor"] == claim.speaker:
                edges.append(
                    Edge(
                        claim.speaker,
                        event.key,
                        "arrow",
                        "blue",
                        dashed=True,
                        labels=((*act(case, claim), *_ref(case, [claim])),),
                    )
                )
    return edges


def _relations(case: Case, ours: tuple[str, ...]) -> list[Edge]:
    """Return stated ties on a path of at most three between two of our actors."""
    plain_ties = nx.Graph(case.ties)
    on_path: set[frozenset[str]] = set()
    present = [a for a in ours if a in plain_ties and a not in case.voices]
    for a, b in combinations(present, 2):
        if nx.has_path(plain_ties, a, b):
            for path in nx.all_shortest_paths(plain_ties, a, b):
                if len(path) - 1 <= _REACH:
                    on_path |= {frozenset(pair) for pair in zip(path, path[1:], strict=False)}
    edges: dict[tuple[str, str, str], list[Claim]] = {}
    for claim, p in case.propositions("relation"):
        if frozenset((p["of"], p["to"])) in on_path and claim.id not in case.withdrawn:
            edges.setdefault((p["of"], p["to"], p["relation"]), []).append(claim)
    return [_relation(case, key, claims) for key, claims in edges.items()]


def _relation(case: Case, key: tuple[str, str, str], claims: list[Claim]) -> Edge:
    of, to, kind = key
    numbers = names.number(case, claims)
    tone = "grey" if all(c.speaker in case.voices for c in claims) else "ink"
    if kind == "backed_by":
        word = verb("actors.backs", numbers, plural=case.actor(to).plural)
        return Edge(to, of, "open", tone, dashed=False, labels=((*word, *_ref(case, claims)),))
    word = names.word_of("relations", kind, numbers, "short")
    return Edge(of, to, "open", tone, dashed=False, labels=((*word, *_ref(case, claims)),))


def _roles(case: Case, ties: Iterable[Tie], edges: Iterable[Edge]) -> dict[str, str]:
    roles: dict[str, str] = {}
    inquiring = {p["by"] for _, p in case.said(case.slug, "process") if p["by"]}
    for edge in edges:
        role = None
        if edge.target == "incident":
            role = "inquirer" if edge.source in inquiring else "witness"
        elif edge.target.startswith("tie "):
            role = "denier" if edge.end == "bar" else "accuser"
        if role:
            roles.setdefault(edge.source, role)
    roles.update({tie.actor: "accused" for tie in ties})
    return roles


def _node(case: Case, identity: str, role: str) -> Node:
    found = case.actor(identity)
    claims = [c for c in case.core if c.speaker == identity and c.via]
    voices = {case.corpus.readings[c.document].voice for c in claims}
    relays = dict.fromkeys(r for c in claims for r in c.via if r not in voices)
    note = (
        phrase("via", soft=True, relay=names.actors(case, relays, inside=False))
        if relays and role == "denier"
        else ()
    )
    shape = str(codebook.vocabulary("actor_kinds")[found.kind]["shape"])
    return Node(identity, names.actor(case, identity), note, (), shape, role)


def _alt(case: Case, ties: Iterable[Tie], edges: Iterable[Edge]) -> Line:
    told: list[Line] = []
    for tie in ties:
        told.append(
            phrase(
                "actors.tie_alt",
                actor=names.actor(case, tie.actor),
                standing=names.word_of("standings", tie.mark),
            )
        )
    for edge in edges:
        target = _target(case, edge)
        said = join([unreferenced(line) for line in edge.labels], "comma")
        told.append(
            phrase("actors.edge_alt", source=names.actor(case, edge.source), said=said, target=target)
        )
    return phrase(
        "actors.alt",
        incident=names.called(case, case.slug),
        list=(*join(told, "stop_space"), *phrase("stop")),
    )


def listed(case: Case, shown: ActorsPicture) -> tuple[Line, ...]:
    """Return what a drawing would show as lines, for cases that no drawing can hold."""
    return tuple(
        phrase(
            "actors.edge_alt",
            source=names.actor(case, e.source),
            said=join(e.labels),
            target=_target(case, e),
        )
        for e in shown.edges
    )


def _target(case: Case, edge: Edge) -> Line:
    if edge.target == "incident":
        return names.called(case, case.slug)
    if edge.target.startswith("tie "):
        return phrase("actors.tie_of", actor=names.actor(case, edge.target.removeprefix("tie "), inside=True))
    if edge.target in case.corpus.incidents:
        return names.called(case, edge.target)
    return names.actor(case, edge.target, inside=True)


def absent_ties(case: Case, shown: ActorsPicture) -> Line:
    """Return the sentence that no tie is stated between the one accusing and those struck, where that is so."""
    ties = nx.Graph(case.ties)
    struck = [p["actor"] for _, p in case.said(case.slug, "presence") if p["actor"]]
    accusers = [
        n.key
        for n in shown.nodes
        if n.role == "accuser" and case.actor(n.key).kind in {"umbrella", "armed_group"}
    ]
    for a in dict.fromkeys(accusers):
        for b in dict.fromkeys(struck):
            if a != b and not ties.has_edge(a, b):
                line = phrase(
                    "actors.no_tie", a=names.actor(case, a, inside=True), b=names.actor(case, b, inside=True)
                )
                return (*line, *names.cite_silence(case), *phrase("stop"))
    return ()
