"""JupyterLab as an analyst uses it: charts, a notebook from the template, the PDF through the menu."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Download, Locator, Page

    from tests.browser.conftest import Lab, Window

SLUG = "kalsu-explosion"
BRIEFING = "notebooks/briefing.ipynb"
CHARTS = 3  # places, actors, sequence
IN_FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"
PARAMETERS = f'incident: str = "{SLUG}"\nedition: int = 1'
# JupyterLab draws cells ahead when idle, and stumbles when a notebook is filled by its template meanwhile.
KNOWN = "Cannot read properties of null (reading 'id')"
NONE_RUN = """front => {
  const cells = [...document.querySelectorAll(`${front} .jp-CodeCell .jp-InputPrompt`)];
  return cells.length > 0 && cells.every(prompt => !/\\d/.test(prompt.textContent));
}"""
ALL_RUN = """front => {
  const cells = [...document.querySelectorAll(`${front} .jp-CodeCell`)];
  const prompts = cells.map(cell => cell.querySelector('.jp-InputPrompt')?.textContent ?? '');
  return cells.length > 0 && prompts.every(prompt => /\\[\\d+\\]/.test(prompt));
}"""


def choose(page: Page, menu: str, *names: str) -> Locator:
    """Open a menu, and the menus in it; return the entry named last."""
    page.get_by_role("menuitem", name=menu, exact=True).click()
    for name in names[:-1]:
        page.locator(".lm-Menu-item", has_text=name).hover()
    return page.locator(".lm-Menu-item .lm-Menu-itemLabel").get_by_text(names[-1], exact=True)


def opened(page: Page, path: str) -> None:
    """Open a notebook by its path."""
    choose(page, "File", "Open from Path…").click()
    page.locator(".jp-Dialog input[type=text]").fill(path)
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_selector(f"{IN_FRONT} .jp-CodeCell")


def idle(page: Page) -> None:
    """Wait until the kernel of the notebook in front waits for us."""
    page.locator("#jp-main-statusbar", has_text="| Idle").wait_for()


def run_all(page: Page) -> None:
    """Run all cells and wait until the last one has its number and none is waiting."""
    idle(page)
    choose(page, "Edit", "Clear Outputs of All Cells").click()
    page.wait_for_function(NONE_RUN, arg=IN_FRONT)
    choose(page, "Run", "Run All Cells").click()
    page.wait_for_function(ALL_RUN, arg=IN_FRONT)
    idle(page)


def exported(page: Page) -> bytes:
    """Return what the export menu makes of the notebook in front."""
    found: list[Download] = []

    def keep(file: Download) -> None:
        found.append(file)

    page.once("download", keep)  # the new tab that JupyterLab opens for it is gone before it begins
    choose(page, "File", "Save and Export Notebook As", "Briefing").click()
    for _ in range(40):
        if found:
            return Path(found[0].path()).read_bytes()
        page.wait_for_timeout(500)
    raise AssertionError("nothing was downloaded")


def charts(page: Page) -> int:
    """Return how many drawings of the notebook in front an analyst can see when scrolling to them."""
    drawings = page.locator(f"{IN_FRONT} .jp-RenderedSVG img")
    drawings.last.wait_for()
    seen = 0
    for drawing in drawings.all():
        drawing.scroll_into_view_if_needed()
        drawing.evaluate("drawing => drawing.decode()")
        box = drawing.bounding_box()
        seen += bool(box and box["width"] > 200 and box["height"] > 100)
    return seen


def test_the_briefing_runs_and_exports_the_same_bytes(lab: Lab, window: Window, tmp_path: Path) -> None:
    """An analyst opens the briefing, runs it, sees its charts, and exports the PDF that the commands make."""
    page = window.page
    opened(page, BRIEFING)
    run_all(page)
    assert charts(page) == CHARTS
    made = exported(page)
    assert made.startswith(b"%PDF-")
    lab.run("render", SLUG, "--out", str(tmp_path), "--notebook", BRIEFING)
    assert made == (tmp_path / f"{SLUG}.pdf").read_bytes()
    lab.run("-m", "nbconvert", "--to", "briefing", "--output-dir", str(tmp_path / "nbconvert"), BRIEFING)
    assert made == (tmp_path / "nbconvert" / "briefing.pdf").read_bytes()
    assert window.errors == []
    assert window.elsewhere() == set()


def test_a_new_incident_starts_from_the_template(lab: Lab, window: Window, tmp_path: Path) -> None:
    """An analyst makes a notebook from the template, names the incident, and gets its page."""
    page = window.page
    page.locator(".jp-LauncherCard", has_text="Template").click()
    assert "New incident" in page.locator(".jp-Dialog select").last.inner_text()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.locator(f"{IN_FRONT} .jp-CodeCell .cm-content", has_text="slug-of-the-incident").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(PARAMETERS)
    run_all(page)
    assert charts(page) == CHARTS
    page.keyboard.press("Control+s")
    page.locator(".jp-Dialog input[type=text]").fill("mine.ipynb")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_selector(".lm-TabBar-tabLabel:text-is('mine.ipynb')")
    made = exported(page)
    lab.run("render", SLUG, "--out", str(tmp_path), "--notebook", "mine.ipynb")
    assert made == (tmp_path / f"mine/{SLUG}.pdf").read_bytes()
    assert [error for error in window.errors if KNOWN not in error] == []
    assert window.elsewhere() == set()


def test_a_slug_that_is_not_there_is_told_in_the_cell(window: Window) -> None:
    """A notebook from the template that was not filled in says what to write, where it stands."""
    page = window.page
    page.locator(".jp-LauncherCard", has_text="Template").click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    idle(page)
    choose(page, "Run", "Run All Cells").click()
    told = page.locator(
        f"{IN_FRONT} .jp-OutputArea-output", has_text="there is no incident 'slug-of-the-incident'"
    )
    told.first.wait_for()


def test_nobody_without_the_token_gets_in(lab: Lab, window: Window) -> None:
    """Another user of the machine who finds the port sees nothing."""
    answer = window.context.browser.new_context().request.get(lab.url.partition("/lab")[0] + "/api/contents")
    assert answer.status == 403


def test_the_network_is_never_asked(window: Window) -> None:
    """Starting JupyterLab asks for no news, updates or extensions."""
    page = window.page
    page.wait_for_timeout(3000)
    assert page.locator(".Toastify__toast").count() == 0
    assert window.elsewhere() == set()
