"""What `schedules.yaml` says is read as it is written, whatever stands in it, and never a secret told."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportkit.model import Corpus
from reportkit.problems import EncodingProblems, visible
from reportkit.publishing.schedules import units
from reportkit.reading import encoding, schedules
from reportkit.reading.destinations import Folder, Mail, Objects, Secret, Webhook
from reportkit.reading.recurring import day, day_of
from reportkit.reading.schedules import Query, Schedule, Scheduled
from tests.commands import TINY
from tests.samples import hostile
from tests.test_schema import mistakes

WHOLE = """\
# yaml-language-server: $schema=../../../docs/schema/schedules.json
format: 1
schedules:
  morning:
    label: Morning round
    incidents: {actor: southmark, place: [harbour], from: -1m, to: today, standing: disputed,
      marking: TLP:CLEAR}
    when: 30 6 * * mon-fri
    zone: Asia/Baghdad
    notebook: corpus.yaml
    parameters: {since: -7d, numbers: [1, 2], detail: full}
    theme: fern
    ceiling: TLP:GREEN
    folder: partners
    by: night desk
    drafts: yes
    late_after: 90m
    catch_up: all
    catch_up_limit: 3
    tell: always
    expect_within: 4d
    deliver:
    - folder: ../out
    - name: partners
      ceiling: TLP:AMBER
      tell: material
      mail:
        to: [a@example.org, b@example.org]
        from: kit@example.org
        host: mail.example.org
        user: kit
        password: {env: MAIL_PASSWORD}
    - webhook: {url: 'https://hooks.example.org/in?x=1', secret: {file: /etc/kit/hook}}
    - objects: {url: s3://bucket/briefings, endpoint: 'http://127.0.0.1:5000',
        key: {env: K}, secret: {env: S}}
  weekly:
    incidents: {all: yes}
    when: 0 7 * * 1
    zone: UTC
"""


@cache
def tiny(folder: Path) -> Corpus:
    """Return the smallest corpus, copied into a folder."""
    return encoding.load(shutil.copytree(TINY, folder / "corpus"))


def read(folder: Path, text: str) -> Scheduled:
    """Return what a file of schedules says, beside the smallest corpus."""
    corpus = tiny(folder)
    Path(corpus.folder, "schedules.yaml").write_text(text, encoding="utf-8", newline="\n")
    return schedules.inspect(corpus)


def test_everything_that_can_be_written_is_read(tmp_path: Path) -> None:
    """Each key arrives as it was written; what is left out takes its usual value."""
    found = read(tmp_path, WHOLE)
    assert found.problems == ()
    morning, weekly = found.schedules
    assert morning == Schedule(
        "morning",
        Query(
            actors=("southmark",),
            places=("harbour",),
            since="-1m",
            until="today",
            standings=("disputed",),
            markings=("TLP:CLEAR",),
        ),
        "30 6 * * mon-fri",
        "Asia/Baghdad",
        label="Morning round",
        notebook=str(tmp_path / "corpus" / "corpus.yaml"),
        parameters=morning.parameters,
        theme="fern",
        ceiling="TLP:GREEN",
        folder="partners",
        by="night desk",
        drafts=True,
        late_after=timedelta(minutes=90),
        catch_up="all",
        limit=3,
        tell="always",
        deliver=(
            Folder("folder-1", "TLP:CLEAR", "always", str(tmp_path / "out")),
            Mail(
                "partners",
                "TLP:AMBER",
                "material",
                ("a@example.org", "b@example.org"),
                "kit@example.org",
                "mail.example.org",
                587,
                "starttls",
                "kit",
                Secret(env="MAIL_PASSWORD"),
            ),
            Webhook(
                "webhook-3",
                "TLP:CLEAR",
                "always",
                "https://hooks.example.org/in?x=1",
                Secret(file="/etc/kit/hook"),
            ),
            Objects(
                "objects-4",
                "TLP:CLEAR",
                "always",
                "s3://bucket/briefings",
                "http://127.0.0.1:5000",
                Secret(env="K"),
                Secret(env="S"),
            ),
        ),
        expect_within=timedelta(days=4),
    )
    assert dict(morning.parameters) == {"since": "-7d", "numbers": ("1", "2"), "detail": "full"}
    assert weekly == Schedule("weekly", Query(), "0 7 * * 1", "UTC")


def test_an_editor_finds_no_mistake_in_it(tmp_path: Path) -> None:
    """The schema that editors complete from takes what the kit takes."""
    path = tmp_path / "schedules.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    assert mistakes(path) == []


def test_a_corpus_without_schedules_has_none(tmp_path: Path) -> None:
    """The file is there or it is not; no corpus needs one."""
    shutil.copytree(TINY, tmp_path / "corpus")
    assert schedules.load(encoding.load(tmp_path / "corpus")) == ()


@pytest.mark.parametrize("number", range(len(hostile.BATCHES)))
def test_a_hostile_string_is_words_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Whatever stands in a field, reading ends, messages are plain, and a unit has no line more for it."""
    monkeypatch.setattr(units, "_skipped", lambda _: False)  # looks years ahead, and is tested elsewhere
    for text in hostile.BATCHES[number]:
        quoted = hostile.quoted(text)
        for field in ("label", "when", "zone", "by", "theme", "folder", "expect_within"):
            whole = {"incidents": "{all: yes}", "when": "0 6 * * *", "zone": "UTC"} | {field: quoted}
            lines = "".join(f"    {name}: {value}\n" for name, value in whole.items())
            found = read(tmp_path, f"format: 1\nschedules:\n  morning:\n{lines}")
            told = str(EncodingProblems(found.problems))
            assert all(visible(line) == line for line in told.split("\n")), told
            for one in found.schedules if field in {"label", "by"} else ():
                command = units.Command("/opt/reportkit", "/seeds", "/out", "/")
                made = units.systemd(one, command)["reportkit-morning.service"]
                assert len(made.split("\n")) == 11
                assert made.count("\nExecStart=/opt/reportkit run morning") == 1


CANARY = "hunter2-canary"


@pytest.mark.parametrize(
    "written",
    [
        f"password: {CANARY}",
        f"password: '{CANARY}'",
        f"password: [{CANARY}]",
        f"password: {CANARY}, port: 99999999",
        f"password: {CANARY}, colour: red",
    ],
)
def test_a_secret_that_is_written_out_is_not_told_again(tmp_path: Path, written: str) -> None:
    """The message that refuses it goes into logs; the secret does not go with it."""
    found = read(
        tmp_path,
        "format: 1\nschedules:\n  morning:\n    incidents: {all: yes}\n    when: 0 6 * * *\n    zone: UTC\n"
        f"    deliver:\n    - mail: {{to: a@b.example, from: a@b.example, host: b.example, {written}}}\n",
    )
    assert "secret-written" in {problem.rule for problem in found.problems}
    assert CANARY not in str(EncodingProblems(found.problems))
    assert CANARY not in json.dumps([problem.to_json() for problem in found.problems])


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    number=st.integers(0, 400),
    unit=st.sampled_from("dwmy"),
    today=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
)
def test_a_reckoned_day_goes_there_and_nearly_back(number: int, unit: str, today: date) -> None:
    """So many days or weeks back and forth is where it began; months and years may end three days short."""
    before = day_of(day(f"-{number}{unit}"), today)
    again = day_of(f"+{number}{unit}", before)
    assert timedelta(0) <= today - again <= timedelta(0 if unit in "dw" else 3)
    assert before <= today
