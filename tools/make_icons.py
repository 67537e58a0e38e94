"""Render the icons of our apps, and the logo of the example cooperative: icon.svg to icon.png.

    python tools/make_icons.py

The drawing of an addon is its static/description/icon.svg: a rounded square of 256 with one glyph
in strokes of 14, drawn in the paper colour of the palette (#fff8f1), with at most one part in its
light tone (#ffd9a8). A new addon begins with a copy of another one's. Rendering needs Chromium
and playwright.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.window import get_chromium  # noqa: E402

ADDONS = ROOT / "addons"


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**get_chromium())
        page = browser.new_page()
        for drawing in sorted(ADDONS.glob("*/static/description/icon.svg")):
            render(page, drawing, 256, 256)
        render(page, ADDONS / "cae_demo/static/img/logo.svg", 540, 150)
        browser.close()


def render(page, drawing, width, height):
    """Write the picture of a drawing beside it."""
    page.set_viewport_size({"width": width, "height": height})
    style = f"body{{margin:0}}svg{{display:block;height:{height}px}}"
    page.set_content(f"<style>{style}</style>{drawing.read_text()}")
    page.screenshot(path=drawing.with_suffix(".png"), omit_background=True)


if __name__ == "__main__":
    main()
