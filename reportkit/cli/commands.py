"""
Which commands there are, in the order of work, and where each is found when it is called.

What the help says of a command in one line stands here too, so that the help of all loads none of them; a
test holds it to what the command says itself.
"""

from __future__ import annotations

COMMANDS = {  # name: (module of the room and function in it, what it does)
    "render": ("rendering.render", "Make briefings."),
    "plan": ("planning.plan", "Say which briefings render would make, and why."),
    "list": ("listing.list_", "List the incidents with what is said of them."),
    "show": ("listing.show", "Show what bears on an incident."),
    "why": ("why.why", "Say how the last run of a briefing went."),
    "trace": ("tracing.trace", "Print the chain behind a number of a briefing."),
    "verify": ("verifying.verify", "Make briefings again from themselves and compare."),
    "issue": ("editions.issue", "Issue briefings as the next edition."),
    "editions": ("editions.editions", "List the editions of an incident, and verify them."),
    "diff": ("differing.diff", "Say what changed between editions."),
    "recall": ("editions.recall", "Withdraw an edition."),
    "prune": ("editions.prune", "Remove PDFs of old editions; their records stay."),
    "run": ("running.run", "Run what is due of a schedule."),
    "schedule": ("schedules.schedule", "What is made when: list, show, next, overdue, print, install."),
    "deliver": ("delivering.deliver", "Send what waits in the outbox."),
    "history": ("history.history", "Say what happened: runs, editions, deliveries."),
    "status": ("history.status", "Say how things stand."),
    "check": ("checking.check", "Tell everything that is wrong in the encodings, at once."),
    "pin": ("checking.pin", "Record in pins.json where each span stands in its text."),
    "span": ("checking.span", "Print the anchor to paste for words of a document."),
    "add": ("adding.add", "Register a text: print its entry for documents.yaml."),
    "new": ("adding.new", "Make the file of an incident or of a reading."),
    "schema": ("listing.schema", "Print the JSON Schema of the files of a corpus."),
    "init": ("working.init", "Make a working folder, or renew one."),
    "lab": ("working.lab", "Open a working folder in JupyterLab."),
    "bench": ("bench.bench", "Measure what a briefing costs here."),
    "completion": ("completing.completion", "Print the script that completes words in a shell."),
}
