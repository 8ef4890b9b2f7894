"""An invented corpus with markings: what is above TLP:GREEN bears one word in every field that holds text."""

from __future__ import annotations

import shutil
from pathlib import Path

TINY = Path(__file__).parents[1] / "corpora" / "tiny"
CANARY = "quillfeather"
FOCUS = "harbour-fire"
CEILING = "TLP:GREEN"
SEEN = "TLP:RED"

_ACTORS = f"""
  {CANARY}-ministry:
    label: {CANARY} ministry
    short: {CANARY}
    called: the {CANARY} ministry
    kind: government_body
    names: [{{text: {CANARY} Ministeria, language: la, source: {CANARY}}}]
    of: {CANARY}-state
    note: {CANARY}
  {CANARY}-state: {{label: {CANARY} state, kind: state, marking: TLP:AMBER}}
  {CANARY}-group:
    label: A {CANARY}
    kind: anonymous_group
    described_as: a {CANARY}
    marking: TLP:AMBER+STRICT
  {CANARY}-daily: {{label: {CANARY} daily, kind: media}}
"""
_PLACES = f"""
  {CANARY}-quay:
    label: {CANARY} quay
    called: the {CANARY} quay
    kind: site
    within: northport-region
    lat: 61.6
    lon: -12.2
    radius_km: 1
    names: [{{text: {CANARY} Kaj, language: la, source: {CANARY}}}]
    source: {CANARY}
    marking: TLP:RED
  {CANARY}-pier: {{label: {CANARY} pier, kind: site, within: harbour}}
"""
_DOCUMENTS = f"""
  {CANARY}-3:
    title: {CANARY} title
    publication: {CANARY} outlet
    publication_kind: newspaper
    date: 2031-05-09
    paragraphs: 9
    sha256: {"ca" * 32}
    reliability: B
    reliability_because: {CANARY}
    url: https://{CANARY}.example
    marking: TLP:RED
    invented: yes
    note: {CANARY}
  {CANARY}-4:
    title: {CANARY} unread
    publication: not stated
    date: none
    paragraphs: 1
    sha256: {"cb" * 32}
    marking: TLP:AMBER
    invented: yes
  open-5:
    title: A leaflet
    publication: not stated
    date: 2031-05-08
    paragraphs: 3
    sha256: {"cc" * 32}
    invented: yes
"""
_WITHIN = f"""- id: {CANARY}-red-words
  at: p5 "{CANARY} … {CANARY} end"
  speaker: dockworkers-league
  act: accuses
  verb: {CANARY}
  hedges: [{CANARY}]
  certainty: PR+
  about: harbour-fire
  that:
  - perpetrator: {{actor: northland, words: {CANARY} words}}
  said: {{words: {CANARY} day}}
  credibility: 3
  credibility_because: {CANARY}
  marking: TLP:AMBER
  note: {CANARY}
- id: {CANARY}-red-actor
  at: p5 "{CANARY} actor"
  speaker: {CANARY}-ministry
  via: [radio]
  act: denies
  about: harbour-fire
  scope: {{actor: {CANARY}-state, nature: drone_attack, words: {CANARY} scope, target: {CANARY} target}}
- id: {CANARY}-red-group
  at: p5 "{CANARY} group"
  speaker: {CANARY}-group
  about: harbour-fire
  that:
  - damage: {{words: {CANARY} damage}}
- id: {CANARY}-red-place
  at: p5 "{CANARY} place"
  about: harbour-fire
  that:
  - location: {{place: {CANARY}-quay, words: {CANARY} at}}
- id: {CANARY}-red-incident
  at: p5 "{CANARY} incident"
  about: {CANARY}-sinking
  that:
  - occurred
  - {{link: after, of: {CANARY}-sinking, to: harbour-fire, gap: P3D}}
- id: {CANARY}-red-unnamed
  at: p5 "{CANARY} unnamed"
  speaker: {{unnamed: two {CANARY} officials}}
  about: harbour-fire
  that:
  - motive: {{words: {CANARY} motive}}
  marking: TLP:RED
- id: {CANARY}-through
  at: p5 "{CANARY} through"
  speaker: port-authority
  act: accuses
  known_through: {CANARY}-red-actor
  about: harbour-fire
  that: [{{perpetrator: {{actor: southmark, words: {CANARY} through words}}}}]
- id: {CANARY}-about-words
  at: p5 "{CANARY} uttered"
  that: [{{utterance: {{claim: [{CANARY}-red-actor], is: 2031-05-07}}}}]
- id: {CANARY}-taken-back
  at: p5 "{CANARY} taken back"
  speaker: port-authority
  about: harbour-fire
  that: [{{killed: {{best: 7, words: {CANARY} seven}}}}]
- id: {CANARY}-pier
  at: p5 "{CANARY} pier"
  about: harbour-fire
  that: [{{location: {{place: {CANARY}-pier, words: {CANARY} pier}}}}]
  marking: TLP:AMBER
uncovered:"""
_READING_3 = f"""format: 1
document: {CANARY}-3
voice: {CANARY}-daily
read: {{by: {CANARY}, on: 2031-05-09, second: null}}
claims:
- id: {CANARY}-inherits
  at: p1 "{CANARY} … {CANARY}"
  about: harbour-fire
  that:
  - nature: {{is: explosion, words: {CANARY} blast}}
  - killed: {{best: 4, words: {CANARY} four}}
- id: {CANARY}-takes-back
  at: p2 "{CANARY}"
  speaker: port-authority
  act: retracts
  retracts: daily-1/{CANARY}-taken-back
- id: {CANARY}-other-incident
  at: p3 "{CANARY}"
  about: {CANARY}-quiet
  that: [occurred]
uncovered:
- {{at: p4 "{CANARY}", because: {CANARY} gap}}
"""
_READING_5 = """format: 1
document: open-5
voice: daily
read: {by: desk, on: 2031-05-09, second: other desk}
claims:
- id: league-says-it-again
  at: p1 "it was them"
  speaker: dockworkers-league
  act: accuses
  paraphrase_of: daily-1/quillfeather-red-words
  about: harbour-fire
  that: [{perpetrator: {actor: northland, words: it was them}}]
- id: new-count
  at: p2 "one man"
  speaker: dockworkers-league
  supersedes: daily-1/quillfeather-red-words
  about: harbour-fire
  that: [{injured: {best: 1, words: one man}}]
"""
_ASSESSMENTS = f"""
- id: {CANARY}-marked
  about: {CANARY}
  statement: {CANARY} judgement.
  likelihood: unlikely
  confidence: low
  because: {CANARY} basis.
  based_on: [daily-1/port-acknowledges]
  role: {CANARY} desk
  signed: 2031-05-07
  marking: TLP:RED
- id: {CANARY}-rests
  about: {CANARY}
  statement: {CANARY} conclusion.
  likelihood: unlikely
  confidence: low
  because: {CANARY} reason.
  based_on: [daily-1/port-acknowledges, {CANARY}-3/{CANARY}-inherits]
  role: {CANARY} desk
  signed: 2031-05-07
  would_change: [{CANARY} change]
  alternatives: [{{statement: {CANARY} instead, because: {CANARY} ground}}]
"""


def write(folder: Path) -> Path:
    """Write the corpus into a folder that is not there yet, and return it."""
    shutil.copytree(TINY, folder)
    for name, more in (("actors", _ACTORS), ("places", _PLACES), ("documents", _DOCUMENTS)):
        path = folder / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8").rstrip() + more, encoding="utf-8")
    incident = folder / "incidents" / f"{FOCUS}.yaml"
    incident.write_text(incident.read_text(encoding="utf-8").rstrip() + _ASSESSMENTS, encoding="utf-8")
    others = {f"{CANARY}-sinking": "marking: TLP:RED\n", f"{CANARY}-quiet": ""}
    for slug, marking in others.items():
        text = f"format: 1\nlabel: {slug.replace('-', ' ').capitalize()}\nshort: {CANARY}\n{marking}"
        (folder / "incidents" / f"{slug}.yaml").write_text(text, encoding="utf-8")
    daily = folder / "readings" / "daily-1.yaml"
    daily.write_text(daily.read_text(encoding="utf-8").replace("uncovered:", _WITHIN), encoding="utf-8")
    (folder / "readings" / f"{CANARY}-3.yaml").write_text(_READING_3, encoding="utf-8")
    (folder / "readings" / "open-5.yaml").write_text(_READING_5, encoding="utf-8")
    return folder
