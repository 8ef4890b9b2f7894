"""The shape of ``schedules.yaml``: what is made when, of which incidents, and where it goes."""

from __future__ import annotations

from reportkit.reading.shape import Field
from reportkit.reading.shape import need as _need

SCHEDULES: dict[str, dict[str, Field]] = {
    "schedules": {
        "format": _need("word:format", "version of the format"),
        "schedules": _need("map:schedule", "what is made when, by its name"),
    },
    "schedule": {
        "incidents": _need("shape:query", "of which incidents: all that is written must hold"),
        "when": _need("cron", "minute, hour, day, month, weekday, on the clocks of the zone"),
        "zone": _need("zone", "the IANA name of the zone, such as Asia/Baghdad"),
        "label": Field("text", "what it is for"),
        "notebook": Field("text", "the notebook, as seen from this file; left out, the briefing"),
        "parameters": Field("values", "values for the notebook; -7d and the like are reckoned once a run"),
        "theme": Field("text", "what the page looks like"),
        "ceiling": Field("word:markings", "what is marked above it is left out"),
        "folder": Field("slug", "a folder of its own inside the folder of briefings"),
        "by": Field("text", "who issues, by role; left out, desk"),
        "drafts": Field("flag", "yes to issue also what says DRAFT"),
        "late_after": Field("length", "when a run that has not begun counts as missed; left out, 1h"),
        "catch_up": Field("word:catch_up", "what becomes of missed runs; left out, coalesce"),
        "catch_up_limit": Field("integer", "how many missed runs are made at most; left out, 7"),
        "tell": Field("word:tell", "when readers are told; left out, material"),
        "deliver": Field("list:shape:destination", "where editions go"),
        "expect_within": Field("length", "the longest time between two good runs before it is overdue"),
    },
    "query": {
        "all": Field("flag", "yes for every incident"),
        "slugs": Field("list:ref:incident", "these incidents"),
        "actor": Field("list:ref:actor", "some claim about it names one of these actors"),
        "place": Field(
            "list:ref:place", "some claim locates it in one of these places, or in a place within"
        ),
        "from": Field("day", "some claim says that it may have been on this day or later"),
        "to": Field("day", "some claim says that it may have been on this day or earlier"),
        "standing": Field("list:word:standings", "something said of it has one of these standings"),
        "marking": Field("list:word:markings", "its page bears one of these markings"),
    },
    "destination": {
        "folder": Field("text", "a folder, as seen from this file"),
        "mail": Field("shape:mail", "a mail with the PDF"),
        "webhook": Field("shape:webhook", "a signed request to a server"),
        "objects": Field("shape:objects", "an object store"),
        "name": Field("slug", "what messages call it; left out, what it is and its number"),
        "ceiling": Field("word:markings", "nothing marked above it goes there; left out, TLP:CLEAR"),
        "tell": Field("word:tell", "when it is told, if not as the schedule says"),
    },
    "mail": {
        "to": _need("list:address", "who gets it"),
        "from": _need("address", "who sends it"),
        "host": _need("text", "the mail server"),
        "port": Field("integer", "its port; left out, 587, or 465 for tls"),
        "security": Field("word:security", "left out, starttls; none only to this machine"),
        "user": Field("text", "the name to log in with"),
        "password": Field("secret", "where the password is found"),
    },
    "webhook": {
        "url": _need("url", "https://…"),
        "secret": _need("secret", "where the key is found that signs the request"),
    },
    "objects": {
        "url": _need("url", "s3://bucket/folder, or another store that fsspec knows"),
        "endpoint": Field("url", "the address of the store, if it is not the usual one"),
        "key": Field("secret", "where the name of the access key is found"),
        "secret": Field("secret", "where the access key is found"),
    },
    "secret": {
        "env": Field("text", "the variable that holds it"),
        "file": Field("text", "the whole path of a file that only you may read"),
    },
}
