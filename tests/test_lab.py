"""`reportkit lab`: on this machine alone, behind a secret, asking nothing of the network, ending cleanly."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from reportkit import resources
from reportkit.publishing.parameters import read
from reportkit.publishing.run import render
from reportkit.working import kernels, lab, layout
from tests.commands import ran

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATE = resources.working() / "lab" / "templates" / "Incidents" / "New incident.ipynb"
SCHEMAS = Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas"
START = 60  # seconds
OPENS = "a word nobody guesses"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder with the example, and nothing of the caller's shell."""
    for name in ("REPORTKIT_SEEDS", "REPORTKIT_DOCUMENTS", lab.TOKEN):
        monkeypatch.delenv(name, raising=False)
    assert ran("init", "--example", tmp_path / "work").exit_code == 0
    return tmp_path / "work"


def configured(folder: Path, private: Path) -> dict[str, Any]:
    """Return what JupyterLab would be started with."""
    return lab.configuration(folder, private, lab.Address(8888, OPENS), browser=False)


# What is wrong is told


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A mistyped folder ends in one line that says how to make one."""
    told = ran("lab", tmp_path / "nowhere")
    assert told.exit_code == 2
    assert "is not there" in told.stderr
    assert "reportkit init" in told.stderr


def test_a_folder_without_a_corpus_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JupyterLab does not open on a folder whose notebooks would silently show the example."""
    monkeypatch.delenv("REPORTKIT_SEEDS", raising=False)
    told = ran("lab", tmp_path)
    assert told.exit_code == 2
    assert "there is no corpus" in told.stderr
    assert "reportkit init" in told.stderr


def test_a_corpus_that_is_none_is_told(tmp_path: Path) -> None:
    """A corpus named and not there is an error, never passed over."""
    told = ran("lab", tmp_path, "--seeds", tmp_path / "nowhere")
    assert told.exit_code == 2
    assert "--seeds names no corpus" in told.stderr


def test_a_port_that_is_taken_is_told(folder: Path) -> None:
    """A port that somebody else has is named, with what to do."""
    with socket.create_server((lab.HOST, 0)) as taken:
        told = ran("lab", folder, "--no-browser", "--port", taken.getsockname()[1])
    assert told.exit_code == 2
    assert "cannot be used" in told.stderr


# What it is started with


def test_it_listens_to_this_machine_alone(folder: Path, tmp_path: Path) -> None:
    """Nobody on the network, and nobody without the secret, gets in; nothing asks the network."""
    made = configured(folder, tmp_path)
    assert made["ServerApp"]["ip"] == "127.0.0.1"
    assert made["ServerApp"]["allow_remote_access"] is False
    assert made["IdentityProvider"]["token"] == OPENS
    assert made["LabApp"]["news_url"] is None
    assert made["LabApp"]["check_for_updates_class"] == "jupyterlab.NeverCheckForUpdate"
    assert made["LabApp"]["extension_manager"] == "readonly"


def test_our_settings_are_jupyterlabs(folder: Path, tmp_path: Path) -> None:
    """Each setting of ours is one that this version of JupyterLab has, with a value it allows."""
    from jsonschema import Draft7Validator  # noqa: PLC0415 - of the tests alone

    settings = Path(configured(folder, tmp_path)["LabApp"]["app_settings_dir"])
    found = list(settings.glob("overrides.d/*.json"))
    assert found
    for name, values in json.loads(found[0].read_text(encoding="utf-8")).items():
        package, _, plugin = name.partition(":")
        schema = json.loads((SCHEMAS / package / f"{plugin}.json").read_text(encoding="utf-8"))
        assert set(values) <= set(schema["properties"]), name
        Draft7Validator(schema).validate(values)


def test_no_setting_of_the_network_is_left_on(folder: Path, tmp_path: Path) -> None:
    """JupyterLab does not ask whether it may fetch news."""
    settings = Path(configured(folder, tmp_path)["LabApp"]["app_settings_dir"])
    ours = json.loads(next(settings.glob("overrides.d/*.json")).read_text(encoding="utf-8"))
    told = ours["@jupyterlab/apputils-extension:notification"]
    assert told == {"checkForUpdates": False, "fetchNews": "false"}


def test_the_kernel_is_this_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel called python3 in the home folder does not stand in for the one that has the kit."""
    foreign = tmp_path / "kernels" / "python3"
    foreign.mkdir(parents=True)
    (foreign / "kernel.json").write_text(
        json.dumps({"argv": ["/elsewhere/python"], "display_name": "Elsewhere", "language": "python"}),
        encoding="utf-8",
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    own = kernels.Kernels().get_all_specs()["python3"]["spec"]
    assert own["argv"][0] == sys.executable
    assert own["env"]["PYTHONHASHSEED"] == "0"
    assert own["display_name"] == "Python 3 (ipykernel)"


def test_what_somebody_set_stays(tmp_path: Path) -> None:
    """Variables of the caller stand; without them caches stay in the working folder and texts are found."""
    (tmp_path / "texts").mkdir()
    usual = lab.environment(tmp_path, tmp_path, {"PATH": "/bin"})
    assert usual["REPORTKIT_DOCUMENTS"] == str(tmp_path / "texts")
    assert usual["PATH"].split(os.pathsep) == [str(Path(sys.executable).parent), "/bin"]
    assert "REPORTKIT_SEEDS" not in usual
    named = {"REPORTKIT_DOCUMENTS": "/d", "MPLCONFIGDIR": "/m", "IPYTHONDIR": "/i"}
    assert not named.keys() & lab.environment(tmp_path, tmp_path, named).keys()


def test_a_home_folder_that_cannot_be_written_is_no_hindrance(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the home folder is missing, settings are kept in the working folder."""
    monkeypatch.setenv("JUPYTERLAB_SETTINGS_DIR", "/dev/null/home/.jupyter/lab/user-settings")
    kept = configured(folder, tmp_path)["LabApp"]["user_settings_dir"]
    assert Path(kept).is_relative_to(folder)


def test_only_the_kits_own_notebooks_are_trusted(folder: Path, tmp_path: Path) -> None:
    """Drawings stored in the kit's notebooks are shown at once; those of a changed notebook are not."""
    changed = folder / "notebooks" / "review.ipynb"
    text = changed.read_text(encoding="utf-8").replace("second look", "third look")
    changed.write_text(text, encoding="utf-8")
    memory = folder / layout.MEMORY
    told = json.loads(memory.read_text(encoding="utf-8"))
    told["files"]["notebooks/review.ipynb"] = layout.digest(changed.read_bytes())  # as a sender may
    memory.write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "trust").mkdir()
    trusted = lab.trust(folder, tmp_path / "trust")
    assert "notebooks/briefing.ipynb" in trusted
    assert "notebooks/review.ipynb" not in trusted


def test_what_is_trusted_is_not_remembered_in_the_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sends a working folder cannot send along whom they trust, nor code that runs at every start."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", "/dev/null/home")
    kept = configured(folder, tmp_path)["NotebookNotary"]["data_dir"]
    assert not Path(kept).is_relative_to(folder)
    private = tmp_path / "private"
    assert lab.environment(folder, private, {})["IPYTHONDIR"] == str(private / "ipython")


def test_a_trusted_notebook_is_the_one_that_is_shown(folder: Path, tmp_path: Path) -> None:
    """JupyterLab's own judge accepts what was trusted, and nothing that was changed."""
    changed = folder / "notebooks" / "changed.ipynb"
    text = (folder / "notebooks" / "briefing.ipynb").read_text(encoding="utf-8")
    changed.write_text(text.replace("one incident", "no incident"), encoding="utf-8")
    (tmp_path / "trust").mkdir()
    lab.trust(folder, tmp_path / "trust")
    notary: Any = NotebookNotary
    judge = notary(data_dir=str(tmp_path / "trust"))
    loaded: Any = nbformat
    assert judge.check_signature(loaded.read(folder / "notebooks" / "briefing.ipynb", as_version=4))
    assert not judge.check_signature(loaded.read(changed, as_version=4))


# The template


def test_the_template_has_the_parameters_of_a_briefing() -> None:
    """A notebook made from the template can be run from the command line like the briefing."""
    names = [parameter.name for parameter in read(TEMPLATE)]
    assert names[0] == "incident"
    assert not any(cell.get("outputs") for cell in json.loads(TEMPLATE.read_text(encoding="utf-8"))["cells"])


@pytest.mark.slow
def test_the_template_makes_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an analyst gets from the template runs to its end and is a briefing."""
    monkeypatch.delenv("REPORTKIT_SEEDS", raising=False)
    done = render(
        TEMPLATE,
        "kalsu-explosion",
        tmp_path,
        {"incident": "kalsu-explosion"},
        environment={"REPORTKIT_SEEDS": str(resources.example())},
    )
    assert done.status == "ok", done.message
    assert (tmp_path / "kalsu-explosion.pdf").read_bytes().startswith(b"%PDF-")


# As a process


@contextmanager
def started(
    folder: Path, home: Path, *words: str
) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    """Start JupyterLab as an analyst does, and yield its process and the address it prints."""
    source = "import sys; from reportkit.cli import main; main(sys.argv[1:], prog_name='reportkit')"
    command = [sys.executable, "-P", "-c", source, "lab", str(folder), "--no-browser", "--port", "0", *words]
    alone = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home)}
    with subprocess.Popen(command, env=alone, stdout=subprocess.PIPE) as process:  # noqa: S603 - ours
        try:
            assert process.stdout is not None
            text = b""
            while not text.rstrip().endswith(b"}"):
                line = process.stdout.readline()
                assert line, "JupyterLab ended before it listened"
                text += line
            yield process, json.loads(text)
        finally:
            process.kill()


def asked(port: int, path: str, token: str = "", method: str = "GET", body: str = "") -> tuple[int, Any]:
    """Return the status and the JSON that JupyterLab answers with."""
    with closing(http.client.HTTPConnection(lab.HOST, port, timeout=START)) as connection:
        connection.request(method, path, body or None, {"Authorization": f"token {token}"} if token else {})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_it_starts_and_ends(folder: Path, tmp_path: Path, number: signal.Signals) -> None:
    """It opens with the secret alone, offers template and briefing, and takes its kernel along at its end."""
    home = tmp_path / "home"
    home.mkdir()
    with started(folder, home, "--json") as (process, told):
        port, token = told["port"], told["token"]
        assert asked(port, "/api/kernelspecs")[0] == 403
        _, specs = asked(port, "/api/kernelspecs", token)
        assert specs["kernelspecs"]["python3"]["spec"]["argv"][0] == sys.executable
        _, names = asked(port, "/templates/names", token)
        assert names["templates"] == {"Incidents": [{"name": "/Incidents/New incident.ipynb"}]}
        _, exporters = asked(port, "/api/nbconvert", token)
        assert "briefing" in exporters
        _, setting = asked(port, "/lab/api/settings/@jupyterlab/apputils-extension:notification", token)
        assert setting["schema"]["properties"]["fetchNews"]["default"] == "false"
        assert asked(port, "/api/kernels", token, "POST", '{"name": "python3"}')[0] == 201
        private = next(home.glob("rk-lab-*"))
        assert private.stat().st_mode & 0o077 == 0
        until = time.monotonic() + START
        while not list(private.glob("kernel-*.json")) and time.monotonic() < until:
            time.sleep(0.1)
        process.send_signal(number)
        assert process.wait(START) == 0
        assert not private.exists()
        assert not [path for path in Path("/proc").glob("[0-9]*/cmdline") if private.name in seen(path)]
        assert list(home.rglob("kernel.json")) == []


def seen(path: Path) -> str:
    """Return the words a process was started with, "" when it has gone."""
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:
        return ""
