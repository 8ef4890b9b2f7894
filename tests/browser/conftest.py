"""JupyterLab started as users start it, and a browser looking at it: for `make test-browser` alone."""

from __future__ import annotations

import importlib.util
import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

# In the project's own environment there is no Playwright, and nothing here is collected.
HERE = importlib.util.find_spec("playwright") is not None
if not HERE:
    collect_ignore_glob = ["test_*.py"]

PROJECT = Path(__file__).resolve().parents[2]
REPORTKIT = PROJECT / ".venv" / "bin" / "reportkit"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START = 60  # seconds for JupyterLab to listen
END = 30  # seconds for it to end
PATIENCE = 60_000  # milliseconds for anything in the browser


@dataclass(frozen=True, slots=True)
class Lab:
    """A running JupyterLab: its working folder, its address, and what its process needs."""

    folder: Path
    url: str
    token: str
    environment: dict[str, str]

    def run(self, *words: str) -> None:
        """Run a command of the kit, or a module ("-m", name), in the working folder, to its end."""
        program = REPORTKIT.with_name("python") if words[0] == "-m" else REPORTKIT
        done = subprocess.run(  # noqa: S603 - our own programs
            [str(program), *words],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr


@dataclass(slots=True)
class Window:
    """A page of the browser, with all it asked for and complained about."""

    page: Page
    context: BrowserContext
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def elsewhere(self) -> set[str]:
        """Return the hosts other than this machine that anything was asked of."""
        named = (urlsplit(url) for url in self.asked)
        return {str(url.hostname) for url in named if url.scheme not in {"data", "blob"}} - {"127.0.0.1"}


def environment(home: Path) -> dict[str, str]:
    """Return what a process needs to see: an empty home folder, and programs."""
    return {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start `reportkit lab` on a new working folder with the example; end it as Ctrl-C does."""
    folder, home = tmp_path_factory.mktemp("work") / "folder", tmp_path_factory.mktemp("home")
    surroundings = environment(home)
    made = [str(REPORTKIT), "init", "--example", str(folder)]
    subprocess.run(made, env=surroundings, check=True, capture_output=True, timeout=60)  # noqa: S603 - ours
    words = [str(REPORTKIT), "lab", str(folder), "--no-browser", "--json", "--port", "0"]
    log = (home.parent / "lab.log").open("wb")
    with log, subprocess.Popen(words, env=surroundings, stdout=subprocess.PIPE, stderr=log) as process:  # noqa: S603
        try:
            told = address(process)
            yield Lab(folder, told["url"], told["token"], surroundings)
        finally:
            process.terminate()
            try:
                ended = process.wait(END)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
    assert ended == 0
    left = [path for path in Path("/proc").glob("[0-9]*/cmdline") if seen(path, "rk-lab-")]
    assert left == [], "JupyterLab ended and left a kernel behind"


def address(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    """Return the address that `reportkit lab --json` prints, or fail when it does not in time."""
    lines: queue.Queue[bytes] = queue.Queue()
    assert process.stdout is not None
    threading.Thread(target=pumped, args=(process.stdout, lines), daemon=True).start()
    until, text = time.monotonic() + START, b""
    while time.monotonic() < until:
        try:
            text += lines.get(timeout=1)
            told: dict[str, Any] = json.loads(text)
        except (queue.Empty, json.JSONDecodeError):
            assert process.poll() is None, "JupyterLab ended before it listened"
            continue
        return told
    raise AssertionError("JupyterLab did not say where it listens")


def pumped(stream: IO[bytes], lines: queue.Queue[bytes]) -> None:
    """Pass on what a process prints, so that nobody waits for it longer than he wants to."""
    for line in stream:
        lines.put(line)


def seen(path: Path, words: str) -> bool:
    """Whether a process, if it is still there, was started with these words."""
    try:
        return words.encode() in path.read_bytes()
    except OSError:
        return False


@pytest.fixture
def window(lab: Lab, tmp_path: Path) -> Iterator[Window]:
    """Open a browser of its own on JupyterLab's launcher."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - in this environment alone

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS), timeout=PATIENCE)
        context = browser.new_context(viewport={"width": 1400, "height": 1000}, accept_downloads=True)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        shown = Window(page, context)
        context.on("request", lambda request: shown.asked.append(request.url))
        context.on("console", lambda said: shown.errors.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: shown.errors.append(str(error.error)))
        page.goto(f"{urlsplit(lab.url)._replace(path='/lab', query='reset&token=' + lab.token).geturl()}")
        page.wait_for_selector(".jp-Launcher")
        try:
            yield shown
        finally:
            page.screenshot(path=tmp_path / "last.png")
            browser.close()
