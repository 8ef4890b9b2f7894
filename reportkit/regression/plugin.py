"""
The pytest plugin: notebooks over their parameter files, held against baselines.

    pytest --baselines                    run every parameter set (xdist: -n 2 --dist load)
    pytest --baselines notebooks/x.ipynb::harbour
    pytest --update-baselines             show what differs, then write the baselines anew

Parameter files stand in ``tests/params/<notebook>/<set>.yaml`` (or ``.json``), their baselines beside them
as ``<set>.baseline.json``; the notebooks in ``notebooks/``. The settings ``reportkit_params`` and
``reportkit_notebooks`` name other folders, from pytest's root folder. See `reportkit.regression.matrix` for
what a parameter file holds, and `reportkit.regression.comparison` for what counts as a difference.

A notebook's cell is left out of the comparison by nbval's own marks (tag ``nbval-ignore-output``, comment
``# NBVAL_IGNORE_OUTPUT``); where the order of a table's rows matters, tag its cell ``ordered``.

Without one of the two options this plugin does nothing: it adds them and two settings, and imports nothing
but pytest.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from reportkit.regression.matrix import Layout, ParameterSet

_LAYOUT: pytest.StashKey[Layout] = pytest.StashKey()
_UPDATE = "reportkit_baseline"  # what a report carries from a worker to where it is shown and written


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the two options and the two settings."""
    group = parser.getgroup("reportkit", "notebooks over parameter files")
    group.addoption(
        "--baselines",
        action="store_true",
        help="Run notebooks over their parameter files and hold what they show against their baselines.",
    )
    group.addoption(
        "--update-baselines",
        action="store_true",
        help="The same, but show what differs and write the baselines anew.",
    )
    parser.addini("reportkit_notebooks", "Folder of the notebooks.", default="notebooks")
    parser.addini("reportkit_params", "Folder of the parameter files.", default="tests/params")


def pytest_configure(config: pytest.Config) -> None:
    """Get ready if asked; refuse what would be passed over in silence."""
    if not _asked(config):
        return
    from reportkit.regression import matrix  # noqa: PLC0415 - not before somebody asks

    root = config.rootpath
    notebooks, parameters = (Path(config.getini(f"reportkit_{name}")) for name in ("notebooks", "params"))
    layout = config.stash[_LAYOUT] = matrix.Layout(root, root / notebooks, root / parameters)
    if config.args_source is not pytest.Config.ArgsSource.ARGS:  # nothing named: every notebook
        config.args = [str(layout.notebooks)]
    if hasattr(config, "workerinput"):  # the main process has looked already, and will write
        return
    if problems := tuple(matrix.strays(layout)):
        raise pytest.UsageError("\n\n".join(map(str, problems)))
    if not any(matrix.sets(path, layout) for path in sorted(layout.notebooks.glob("*.ipynb"))):
        where = f"{layout.shown(layout.parameters)}/x/NAME.yaml"
        raise pytest.UsageError(
            f"--baselines: there is no parameter file. For {layout.shown(layout.notebooks)}/x.ipynb "
            f"write {where}, with 'parameters:' and below it a line 'name: value' each."
        )
    if config.option.update_baselines:
        if not config.pluginmanager.has_plugin("terminal") or config.option.no_summary:
            why = "it shows what differs before it writes, and the summary is switched off"
            raise pytest.UsageError(f"--update-baselines: {why}")
        config.pluginmanager.register(_Updates(config), "reportkit-updates")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a notebook that has parameter files, if asked."""
    layout = parent.config.stash.get(_LAYOUT, None)
    if layout is None or file_path.suffix != ".ipynb":
        return None
    from reportkit.regression import matrix  # noqa: PLC0415 - as above

    if not matrix.sets(file_path, layout):
        return None
    return _Notebook.from_parent(parent, path=file_path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a report carry the new baseline; with xdist it goes from a worker to the main process."""
    report = yield
    if isinstance(item, _Set) and item.updated and report.when == "call":
        setattr(report, _UPDATE, item.updated)
    return report


class _Notebook(pytest.File):
    """A notebook with parameter files: one test each."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the parameter sets, by name."""
        from reportkit.regression import matrix  # noqa: PLC0415 - as above

        for one in matrix.sets(self.path, self.config.stash[_LAYOUT]):
            yield _Set.from_parent(self, name=one.name, one=one)


class _Set(pytest.Item):
    """A notebook with one parameter set, run and compared."""

    def __init__(self, *, one: ParameterSet, **kwargs: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**kwargs)
        self._one = one
        self.updated: dict[str, str] = {}

    def runtest(self) -> None:
        """Run the notebook, and compare it or make its baseline anew."""
        from reportkit.regression import checking  # noqa: PLC0415 - as above

        layout = self.config.stash[_LAYOUT]
        if self.config.option.update_baselines:
            found = checking.update(self._one, layout)
            content = found.content.decode()
            self.updated = {"told": found.told, "path": str(self._one.baseline), "content": content}
        else:
            checking.check(self._one, layout, f"pytest --update-baselines {shlex.quote(self.nodeid)}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401
        """Return what a failed comparison says; other errors as pytest shows them."""
        from reportkit.regression import checking  # noqa: PLC0415 - as above

        if isinstance(excinfo.value, checking.Failure):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return where the parameters stand, and what is run."""
        return self._one.file, None, f"{self._one.notebook.name} over {self._one.name}"


class _Updates:
    """Gathers new baselines from all workers, shows how they differ, and only then writes them."""

    def __init__(self, config: pytest.Config) -> None:
        self._layout = config.stash[_LAYOUT]
        self._updates: list[dict[str, str]] = []
        self._failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what a report carries."""
        if found := getattr(report, _UPDATE, None):
            self._updates.append(found)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Show each difference and write the baseline after it."""
        if not self._updates:
            return
        from reportkit.publishing.atomic import WriteProblem, write_text  # noqa: PLC0415 - as above

        say = terminalreporter
        say.section("baselines")
        for update in sorted(self._updates, key=lambda update: update["path"]):
            say.write_line(update["told"])
            if update["content"]:
                path = Path(update["path"])
                try:
                    write_text(path, update["content"])
                except WriteProblem as problem:
                    self._failed = True
                    say.write_line(f"  not written: {problem}", red=True)
                else:
                    say.write_line(f"  written: {self._layout.shown(path)}", green=True)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, Any, Any]:
        """Let a run fail whose baselines could not be written."""
        result = yield
        if self._failed and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return result


def _asked(config: pytest.Config) -> bool:
    return bool(config.option.baselines or config.option.update_baselines)
