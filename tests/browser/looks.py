"""How a page has to look: clean for axe and no wider than the screen, in every theme and width."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Light with wide and dark with narrow: every theme and every width once.
LOOKS = {"light, 1440 px": ("light", 1440), "dark, 320 px": ("dark", 320)}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": [
        "violations"
    ],  # every rule is judged; what is in order is not written out, which takes thrice as long
}
SETTLED = """async () => {
  const giveUpAt = performance.now() + 10000;
  const pause = (ms) => new Promise((next) => setTimeout(next, ms));
  const frames = () => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
  const isFading = (one) => one.playState === "running" && one.effect.getComputedTiming().endTime !== Infinity;
  const fading = () => document.getAnimations().filter(isFading);
  do {
    await Promise.race([frames(), pause(500)]);
    await Promise.race([Promise.allSettled(fading().map((one) => one.finished)), pause(2000)]);
  } while (fading().length && performance.now() < giveUpAt);
}"""
"""Waits until the colours have faded into the other theme; what is broken off halfway begins anew. Never longer than ten
seconds: a browser that draws no frames would otherwise hold the test for ever."""


def put_on(page: Page, look: str) -> None:
    scheme, width = LOOKS[look]
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # light or dark
    page.set_viewport_size({"width": width, "height": 900})


def faults(page: Page) -> list[str]:
    """What is wrong with this page as it looks now."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"{wide} px wider than the screen"] if wide > 0 else []
    for violation in Axe().run(page, options=RULES).response["violations"]:
        told = [f"{node['html'][:160]} {node['failureSummary'][:200]}" for node in violation["nodes"][:3]]
        found += [f"{violation['id']}: {one}" for one in told]
    return found


def clean(page: Page) -> list[str]:
    """What is wrong with this sight of the page, in every look; the page stays, wide again."""
    found: list[str] = []
    for look in LOOKS:
        put_on(page, look)
        page.evaluate(SETTLED)
        found += [f"{look}: {fault}" for fault in faults(page)]
    page.set_viewport_size({"width": 1440, "height": 900})
    return found
