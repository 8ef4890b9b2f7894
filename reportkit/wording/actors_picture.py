"""The actors around one incident as a picture record: every line carries who says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product

import networkx as nx

from reportkit import codebook
from reportkit.analysis import network
from reportkit.analysis.standing import Standing, rests_on_reader
from reportkit.case import Case
from reportkit.dates import When
from reportkit.dossier import Dossier
from reportkit.model import Claim
from reportkit.wording import actors_groups, names
from reportkit.wording.gist import act, brief, is_reason, scope
from reportkit.wording.phrases import join, phrase, quoted, sentence, verb
from reportkit.wording.pictures import ActorsPicture, Edge, Node, OtherEvent, Tie
from reportkit.wording.runs import Line, plain, unreferenced
from reportkit.wording.speakers import affirmers, relays, resolved_words, says

_WITNESSED = ("occurred", "nature", "location", "casualty", "damage", "process")
_WITNESSING = {"states", "acknowledges", "confirms", "finds", "announces"}
_REACH = 3


def picture(case: Case, *, day: When | None = None) -> ActorsPicture:
    """
    Return who is tied to an incident by whose word.

    Actors said to be answerable, those who accuse or deny, those who speak of the event and
    who is said to inquire; and the ties between actors that connect two of these, directly
    or over at most two others.

    Parameters
    ----------
    case : Case
        The case.
    day : When, optional
        Leaves out the ties that are said to end before it or to begin after it.
    """
    found = case.standing("occurred")
    ties = tuple(_tie(case, s) for s in case.standings_of("perpetrator"))
    edges = [*_accusations(case), *_denials(case), *_witnesses(case), *_inquiries(case)]
    events = tuple(_other_events(case))
    edges += _own_claims(case, events)
    events = tuple(event for event in events if any(edge.target == event.key for edge in edges))
    speakers = dict.fromkeys([*(t.actor for t in ties), *(e.source for e in edges)])
    edges += _relations(case, tuple(speakers), day)
    involved = dict.fromkeys(
        [*speakers, *(x for e in edges for x in (e.source, e.target) if x in case.corpus.actors)]
    )
    roles = _roles(case, ties, edges)
    nodes = tuple(_node(case, actor, roles.get(actor, "background")) for actor in involved)
    edges = [replace(edge, told=_told(case, edge, edge.labels)) for edge in edges]
    groups = actors_groups.groups(case, tuple(involved), day)
    return ActorsPicture(
        incident=names.incident(case, case.slug, short=False),
        incident_mark=found.word if found else "not_addressed",
        incident_flags=found.flags if found else (),
        incident_notes=(),
        nodes=tuple(replace(node, group=groups.of.get(node.key, "")) for node in nodes),
        ties=ties,
        events=events,
        edges=tuple(edges),
        alt=_alt(case, ties, edges),
        hulls=groups.hulls,
        matrix=actors_groups.matrix_words(case, tuple(involved), groups),
        also=phrase("actors.also"),
    )


def _tie(case: Case, found: Standing) -> Tie:
    claims = (*found.voices.affirmed, *found.voices.denied, *found.voices.partly)
    numbers = names.number(case, claims)
    word = phrase("actors.answerable", standing=names.word_of("standings", found.word, numbers))
    notes = []
    if found.otherwise:
        if condition := _if_words(case, found, numbers):
            notes.append(condition)
        otherwise = names.word_of("standings", found.otherwise, numbers)
        notes.append(phrase("actors.otherwise", standing=otherwise))
    actor = found.proposition["actor"]
    flags = tuple(f for f in found.flags if f != "inquiry")
    told = phrase("actors.told", actor=names.actor(case, actor), said=join([word, *notes], "space"))
    return Tie(f"tie {actor}", actor, found.word, flags, word, tuple(notes), told)


def _if_words(case: Case, found: Standing, numbers: Sequence[str]) -> Line:
    """Return on which inference of a reader a tie hinges: of who names the actor, else of who denies it."""
    p, affirmed = found.proposition, found.voices.affirmed
    denied = [c for c in (*found.voices.denied, *found.voices.partly) if rests_on_reader(c, p)]
    if affirmed and all(rests_on_reader(c, p) for c in affirmed):
        denied = []  # without the inference nobody names the actor
    for claim in denied:
        scope = claim.scope
        if scope and "actor" in scope.inferred and scope.said("actor"):
            said, meant = scope.said("actor"), names.actor(case, scope.actor, short=True)
            return phrase("actors.if_words", words=quoted(said, numbers), incident=meant)
    if words := resolved_words(case, denied or affirmed):
        incident = names.incident(case, case.slug, short=True)
        return phrase("actors.if_words", words=quoted(words, numbers), incident=incident)
    return ()


def _accusations(case: Case) -> Iterable[Edge]:
    for found in case.standings_of("perpetrator"):
        accused = found.proposition["actor"]
        for speaker in affirmers(found):
            if speaker != accused:
                claims = [c for c in found.voices.affirmed if c.speaker == speaker]
                yield _accusation(case, claims, accused)


def _accusation(case: Case, claims: Sequence[Claim], accused: str) -> Edge:
    speaker = claims[0].speaker
    labels = [_accuses(case, claims)]
    if any(c.known_through for c in claims):
        labels.append(phrase("actors.known_through", soft=True))
    hedged = all(codebook.vocabulary("certainties")[c.certainty]["hedged"] for c in claims)
    tone = _tone(case, speaker, "vermilion")
    return Edge(speaker, f"tie {accused}", "arrow", tone, hedged, tuple(labels), sign="against")


def _tone(case: Case, speaker: str, tone: str = "ink") -> str:
    """Return the tone of a speaker's line: grey for an outlet's voice."""
    return "grey" if speaker in case.voices else tone


def _accuses(case: Case, claims: Sequence[Claim]) -> Line:
    first, numbers = claims[0], names.number(case, claims)
    if first.act in {"accuses", "suspects"}:
        line = act(case, first)
    else:
        line = verb("bottom.names", numbers, plural=case.actor(first.speaker).plural)
    if words := resolved_words(case, claims):
        line = (*line, *phrase("glance.of_words", words=quoted(words, numbers)))
    elif first.scope and first.scope.nature:
        noun = names.word_of("natures", first.scope.nature, numbers, "noun")
        line = (*line, *phrase("glance.of_words", words=noun))
    return (*line, *names.cite(case, claims))


def _denials(case: Case) -> Iterable[Edge]:
    for found in case.standings_of("perpetrator"):
        accused = found.proposition["actor"]
        claims = sorted((*found.voices.denied, *found.voices.partly), key=lambda c: c.number)
        for speaker in dict.fromkeys(c.speaker for c in claims):
            own: dict[str, list[Claim]] = {}
            for claim in claims:
                if claim.speaker == speaker:
                    own.setdefault(plain(_denies(case, claim, first=True)), []).append(claim)
            alike = [*own.values()]
            labels = [
                (*_denies(case, same[0], first=n == 0), *names.cite(case, same))
                for n, same in enumerate(alike[:2])
            ]
            labels[-1] = (*labels[-1], *names.cite(case, [c for same in alike[2:] for c in same]))
            yield Edge(
                speaker, f"tie {accused}", "bar", "ink", dashed=False, labels=tuple(labels), sign="denies"
            )


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
    """Yield what speakers say of the event itself; the outlet's voice only where nobody else does."""
    spoken: dict[str, list[Claim]] = {}
    for claim in case.about(case.slug):
        if _witnesses_it(case, claim):
            spoken.setdefault(claim.speaker, []).append(claim)
    others = [s for s in spoken if s not in case.voices]
    for speaker in others or spoken:
        labels = _witness_labels(case, spoken[speaker])
        yield Edge(speaker, "incident", "dot", _tone(case, speaker), dashed=False, labels=labels)


def _witnesses_it(case: Case, claim: Claim) -> bool:
    """Whether a claim that stands speaks of the incident itself, without a reader's help."""
    told = any(p.kind in _WITNESSED and p.about == case.slug for p in claim.propositions)
    direct = any(b.incident == case.slug and not b.inferred for b in claim.about)
    return told and direct and claim.act in _WITNESSING and claim.id not in case.withdrawn


def _witness_labels(case: Case, claims: Sequence[Claim]) -> tuple[Line, ...]:
    parts = [
        (*_witness(case, c, first=n == 0 or c.act != claims[n - 1].act), *names.cite(case, [c]))
        for n, c in enumerate(claims)
    ]
    return tuple(parts) if len(parts) <= 2 else (parts[0], join(parts[1:3], "dot"))  # noqa: PLR2004 - two lines


def _witness(case: Case, claim: Claim, *, first: bool) -> Line:
    said = brief(case, claim, "occurred", "nature", "casualty", "damage", "process")
    return join([act(case, claim), said], "space") if first else said


def _inquiries(case: Case) -> Iterable[Edge]:
    for claim, p in case.said(case.slug, "process"):
        if p["by"] and p["by"] != claim.speaker:
            state = names.word_of("inquiry_states", p["status"], names.number(case, [claim]), "phrase")
            doing = phrase("actors.inquiry_of", state=state)
            label = (*join([doing, says(case, claim.speaker)]), *names.cite(case, [claim]))
            yield Edge(p["by"], "incident", "dot", _tone(case, claim.speaker), dashed=False, labels=(label,))


def _other_events(case: Case) -> Iterable[OtherEvent]:
    """Yield the incidents that answer this one by their author's word."""
    links = [p for _, p in case.stated("link") if p["to"] == case.slug and not p.of_claims]
    for slug in dict.fromkeys(p["of"] for p in links if is_reason(p)):
        took = case.standing("occurred", slug)
        name = names.incident(case, slug, short=True)
        yield OtherEvent(slug, name, took.word if took else "not_addressed", ())


def _own_claims(case: Case, events: Iterable[OtherEvent]) -> Iterable[Edge]:
    """Yield an arrow to each other event from whoever claims it as their own act."""
    for event in events:
        for claim, p in case.said(event.key, "perpetrator"):
            if claim.act == "claims" and p["actor"] == claim.speaker:
                label = (*act(case, claim), *names.cite(case, [claim]))
                yield Edge(claim.speaker, event.key, "arrow", "blue", dashed=True, labels=(label,))


def _relations(case: Case, ours: tuple[str, ...], day: When | None) -> list[Edge]:
    """Return stated ties on a path of at most three between two of our actors."""
    ties = case.ties if day is None else network.during(case.ties, day.first, day.last)
    on_path = _connecting(case, ties, ours)
    stated = {(edge["claim"], of, to, edge["relation"]) for of, to, edge in ties.edges(data=True)}
    edges: dict[tuple[str, str, str], list[Claim]] = {}
    for claim, p in case.stated("relation"):
        of, to, kind = p["of"], p["to"], p["relation"]
        if (claim.id, of, to, kind) in stated and frozenset((of, to)) in on_path:
            edges.setdefault((of, to, kind), []).append(claim)
    return [relation(case, key, claims) for key, claims in edges.items()]


def _connecting(case: Case, ties: network.Graph, ours: Iterable[str]) -> set[frozenset[str]]:
    """Return the pairs of actors next to each other on a shortest path between two of ours."""
    tied = nx.Graph(ties)
    present = [a for a in ours if a in tied and a not in case.voices]
    found: set[frozenset[str]] = set()
    for start in present:
        far = nx.single_source_shortest_path_length(tied, start, cutoff=_REACH)
        reached = {end for end in present if end in far and end != start}
        while reached:  # step back towards the start, over every neighbour that is one nearer to it
            steps = {(x, y) for x in reached for y in tied[x] if far.get(y, _REACH) == far[x] - 1}
            found |= {frozenset(step) for step in steps}
            reached = {y for _, y in steps if y != start}
    return found


def relation(case: Dossier, key: tuple[str, str, str], claims: Sequence[Claim]) -> Edge:
    """Return a tie (of, to, relation) as a line: grey where only outlets state it, and denied where it is."""
    of, to, kind = key
    numbers = names.number(case, claims)
    tone = "grey" if all(c.speaker in case.voices for c in claims) else "ink"
    if kind == "backed_by":  # drawn from the backer's side
        of, to = to, of
        word = verb("actors.backs", numbers, plural=case.actor(of).plural)
    else:
        word = names.word_of("relations", kind, numbers, "short")
    labels = [(*word, *names.cite(case, claims))]
    keys = [p.key for p in claims[0].propositions if (p["of"], p["to"], p["relation"]) == key]
    if denied := [c for tie in keys for c in case.standings[tie].voices.denied]:
        labels.append((*phrase("ties.denied"), *names.cite(case, denied)))
    sign = "contested" if denied else "against" if kind == "fights" else "with"
    edge = Edge(of, to, "open", tone, dashed=False, labels=tuple(labels), sign=sign)
    return replace(edge, hull="" if denied else actors_groups.umbrella(kind, of, to))


def _roles(case: Case, ties: Iterable[Tie], edges: Iterable[Edge]) -> dict[str, str]:
    """Return the part each actor plays: accused before all, else by the first of its lines."""
    roles = {tie.actor: "accused" for tie in ties}
    inquiring = {p["by"] for _, p in case.said(case.slug, "process") if p["by"]}
    for edge in edges:
        if edge.target == "incident":
            roles.setdefault(edge.source, "inquirer" if edge.source in inquiring else "witness")
        elif edge.target.startswith("tie "):
            roles.setdefault(edge.source, "denier" if edge.end == "bar" else "accuser")
    return roles


def _node(case: Case, identity: str, role: str) -> Node:
    found = case.actor(identity)
    through = relays(case, [c for c in case.core if c.speaker == identity and c.via])
    note: Line = ()
    if through and role == "denier":
        note = phrase("via", soft=True, relay=names.actors(case, through, inside=False))
    shape = str(codebook.vocabulary("actor_kinds")[found.kind]["shape"])
    registered = next(n for n, name in enumerate(case.corpus.actors) if name == identity)
    return Node(identity, names.actor(case, identity), note, (), shape, role, registered)


def _alt(case: Case, ties: Iterable[Tie], edges: Iterable[Edge]) -> Line:
    """Return the picture in words: what is asked of each actor, then every line."""
    told = []
    for tie in ties:
        standing = names.word_of("standings", tie.mark)
        told.append(phrase("actors.tie_alt", actor=names.actor(case, tie.actor), standing=standing))
    told += [_told(case, edge, [unreferenced(line) for line in edge.labels]) for edge in edges]
    every = (*join(told, "stop_space"), *phrase("stop"))
    return phrase("actors.alt", incident=names.called(case, case.slug), list=every)


def listed(case: Dossier, shown: ActorsPicture) -> tuple[Line, ...]:
    """Return what a drawing would show as lines, for cases that no drawing can hold."""
    return tuple(_told(case, edge, edge.labels) for edge in shown.edges)


def _told(case: Dossier, edge: Edge, labels: Iterable[Line]) -> Line:
    source, target = names.actor(case, edge.source), _target(case, edge)
    return phrase("actors.edge_alt", source=source, said=join(labels), target=target)


def _target(case: Dossier, edge: Edge) -> Line:
    if edge.target == "incident":
        return names.called(case, case.slug)
    if edge.target.startswith("tie "):
        return phrase("actors.tie_of", actor=names.actor(case, edge.target.removeprefix("tie "), inside=True))
    if edge.target in case.corpus.incidents:
        return names.called(case, edge.target)
    return names.actor(case, edge.target, inside=True)


def absent_ties(case: Case, shown: ActorsPicture) -> Line:
    """Return the sentence that no tie is stated between who accuses and who was struck, where that is so."""
    ties = nx.Graph(case.ties)
    struck = [p["actor"] for _, p in case.said(case.slug, "presence") if p["actor"]]
    accusers = [node.key for node in shown.nodes if node.role == "accuser"]
    armed = [a for a in accusers if case.actor(a).kind in {"umbrella", "armed_group"}]
    untied = ((a, b) for a, b in product(armed, struck) if a != b and not ties.has_edge(a, b))
    for one, other in untied:
        a, b = names.actor(case, one, inside=True), names.actor(case, other, inside=True)
        return sentence(phrase("actors.no_tie", a=a, b=b), names.cite_silence(case))
    return ()
