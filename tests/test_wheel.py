"""The kit as it is installed: everything it needs is inside, and it makes the same page as the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

import hatch_build
from reportkit import resources
from reportkit.publishing.run import render

ROOT = Path(__file__).resolve().parents[1]
SLUG = "kalsu-explosion"
LARGEST = 12_000_000  # bytes; fonts, map data and stored notebooks are most of it
SHARED = f"{hatch_build.SHARED}/"

pytestmark = pytest.mark.slow

# Python before 3.11.4 has no filters; what is taken apart here is our own.
SAFELY: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}


def built(kind: str, source: Path, out: Path) -> Path:
    """Build a wheel or a source distribution with the locked back end, offline."""
    command = [sys.executable, "-P", "-m", "hatchling", "build", "-t", kind, "-d", str(out)]
    told = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603
    assert told.returncode == 0, told.stderr
    (made,) = out.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel of the checkout."""
    return built("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the programs of an environment with the wheel in it, outside the checkout."""
    folder = tmp_path_factory.mktemp("environment") / "has a space"
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    names = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", "venv", names))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    install = ["--python", str(python), "install", "--no-index", "--no-deps", "--no-compile", str(wheel)]
    subprocess.run([*pip, *install], check=True, timeout=120)  # noqa: S603 - our own pip
    # What the kit depends on comes from this environment; its link to the checkout is not followed there.
    (site / "locked.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder / "bin"


def digests(wheel: Path) -> dict[str, int]:
    """Return the checksum of each file in a wheel."""
    with zipfile.ZipFile(wheel) as opened:
        return {entry.filename: entry.CRC for entry in opened.infolist()}


def ran(installed: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the installed kit in a folder, with an empty home folder and nothing of the caller's shell."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    return subprocess.run(  # noqa: S603 - the program just installed
        [str(installed / "reportkit"), *words],
        cwd=folder,
        env={"PATH": os.defpath, "HOME": str(home), "MPLCONFIGDIR": str(home / "matplotlib")},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_the_wheel_holds_what_the_kit_needs_and_nothing_else(wheel: Path) -> None:
    """Templates, fonts, notebooks, the example, schemas and licences are inside; tests and caches are not."""
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
    assert len(names) == len(set(names))
    assert {name.split("/")[0] for name in names} == {"reportkit", "reportkit-0.1.0.dist-info"}
    inside = {name.removeprefix(SHARED) for name in names if name.startswith(SHARED)}
    assert inside == {path.relative_to(ROOT).as_posix() for path in hatch_build.shared(ROOT)}
    for folder in (resources.templates(), resources.notebooks(), resources.example(), resources.schemas()):
        kept = {
            path.relative_to(ROOT).as_posix()
            for path in folder.rglob("*")
            if path.suffix in {".yaml", ".typ"}
        }
        assert kept <= inside
    wanted = {"reportkit/codebook.yaml", "reportkit/wording/phrases.yaml", "reportkit/py.typed"}
    assert wanted <= set(names)
    assert {
        "templates/fonts/OFL.txt",
        "templates/map/README.md",
        "templates/working/folder/Makefile",
    } <= inside
    assert len([name for name in names if "dist-info/licenses/" in name]) >= 2
    left = ("__pycache__", ".pyc", "checkpoints", ".cache", "conftest", "/tests/", ".tmp", ".DS_Store")
    assert [name for name in names if any(part in name for part in left)] == []
    assert wheel.stat().st_size < LARGEST


def test_the_installed_kit_makes_the_same_page(installed: Path, tmp_path: Path) -> None:
    """From an empty folder, with nothing of the checkout at hand, the example gives the same bytes."""
    where = subprocess.run(  # noqa: S603 - the interpreter just made
        [str(installed / "python"), "-P", "-c", "import reportkit; print(reportkit.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert Path(where.stdout.strip()).is_relative_to(installed.parent)
    done = ran(installed, tmp_path, "render", SLUG)
    assert done.returncode == 0, done.stderr
    assert "the example that comes with the kit" in done.stderr
    here = render(
        resources.notebooks() / "briefing.ipynb",
        SLUG,
        tmp_path / "here",
        {"incident": SLUG},
        environment={"REPORTKIT_SEEDS": str(resources.example())},
    )
    assert here.status == "ok", here.message
    assert (tmp_path / "build" / f"{SLUG}.pdf").read_bytes() == (
        tmp_path / "here" / f"{SLUG}.pdf"
    ).read_bytes()


def test_the_installed_kit_makes_a_working_folder(installed: Path, tmp_path: Path) -> None:
    """A working folder made by the installed kit is the one that the checkout makes."""
    from reportkit.working.contents import contents  # noqa: PLC0415 - of this test alone

    assert ran(installed, tmp_path, "init", "work").returncode == 0
    for made in contents():
        assert (tmp_path / "work" / made.path).read_bytes() == made.data
    checked = ran(installed, tmp_path / "work", "check")
    assert checked.returncode == 0, checked.stderr


def test_the_source_distribution_gives_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """Whoever builds from the published sources gets the published wheel, and nobody gets our caches."""
    made = built("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(made) as opened:
        names = [name.partition("/")[2] for name in opened.getnames()]
        opened.extractall(tmp_path / "sources", **SAFELY)  # noqa: S202 - made by us just now
    hidden = (".venv", ".git/", ".cache", ".mypy", ".ruff", ".pytest", ".hypothesis", "build/", "dist/")
    assert [name for name in names if name.startswith(hidden) or "__pycache__" in name] == []
    (sources,) = (tmp_path / "sources").iterdir()
    again = built("wheel", sources, tmp_path / "again")
    assert digests(again) == digests(wheel)
