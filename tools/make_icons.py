"""Draw the icons of our apps: one rounded square each, one glyph, one warm palette.

    python tools/make_icons.py

Writes static/description/icon.svg and icon.png (256 px) of every addon named in GLYPHS. A
new addon adds its glyph here: strokes of 14 on a square of 256, drawn in the palette's paper
colour, with at most one part in its light tone. Rendering needs Chromium and playwright.
"""

from pathlib import Path

ADDONS = Path(__file__).resolve().parent.parent / "addons"
PAPER = "#fff8f1"
LIGHT = "#ffd9a8"

# addon: (colour above, colour below, glyph)
GLYPHS = {
    # a person among others
    "cae_entrepreneur": (
        "#d9683c",
        "#b8482a",
        f"""
        <g fill="none" stroke="{LIGHT}" stroke-width="14" stroke-linecap="round">
            <circle cx="82" cy="104" r="22" /><circle cx="174" cy="104" r="22" />
            <path d="M44 184c2-24 14-38 32-42M212 184c-2-24-14-38-32-42" />
        </g>
        <g fill="{PAPER}">
            <circle cx="128" cy="88" r="32" />
            <path d="M68 200c0-40 24-66 60-66s60 26 60 66z" />
        </g>
        """,
    ),
    # a compass: where one stands, and where one goes
    "cae_accompagnement": (
        "#b8577a",
        "#8f3d60",
        f"""
        <circle cx="128" cy="128" r="76" fill="none" stroke="{PAPER}" stroke-width="14" />
        <path d="M164 92l-20 52-52 20 20-52z" fill="{LIGHT}" />
        <circle cx="128" cy="128" r="9" fill="#8f3d60" />
        """,
    ),
    # a radar: how far one is in each direction
    "cae_diagnostic": (
        "#a8669c",
        "#7d4576",
        f"""
        <g fill="none" stroke="{PAPER}" stroke-width="14" stroke-linejoin="round">
            <path d="M128 52l72 53-28 85H84l-28-85z" />
        </g>
        <path
            d="M128 88l44 31-24 42-44 8-20-58z"
            fill="{LIGHT}" stroke="{LIGHT}" stroke-width="8" stroke-linejoin="round"
        />
        """,
    ),
    # columns of a month, and the coin that goes to the common pot
    "cae_gestion": (
        "#e39a3b",
        "#c46f1f",
        f"""
        <g fill="none" stroke="{PAPER}" stroke-width="26" stroke-linecap="round">
            <path d="M76 188v-34M128 188v-72M180 188v-34" />
        </g>
        <circle cx="180" cy="92" r="32" fill="{LIGHT}" />
        <path
            d="M194 80c-4-5-9-7-14-7-9 0-15 8-15 19s6 19 15 19c5 0 10-2 14-7M157 88h24M157 97h21"
            fill="none" stroke="#a5571a" stroke-width="6" stroke-linecap="round"
        />
        """,
    ),
    # a ledger: what stands on its two sides is the same
    "cae_compta": (
        "#7f8f3f",
        "#5f6d2a",
        f"""
        <path
            d="M128 72c-20-16-48-18-80-12v124c32-6 60-4 80 12
            20-16 48-18 80-12V60c-32-6-60-4-80 12z"
            fill="none" stroke="{PAPER}" stroke-width="14" stroke-linejoin="round"
        />
        <path d="M128 72v124" fill="none" stroke="{PAPER}" stroke-width="14" />
        <g fill="none" stroke="{LIGHT}" stroke-width="12" stroke-linecap="round">
            <path d="M72 104h28M72 136h28M156 104h28M156 136h28" />
        </g>
        """,
    ),
    # two people who talk: one says, the other answers
    "cae_reunion": (
        "#5c86b5",
        "#3c6591",
        f"""
        <path
            d="M58 60h96a16 16 0 0 1 16 16v48a16 16 0 0 1-16 16H98l-28 24v-24H58
            a16 16 0 0 1-16-16V76a16 16 0 0 1 16-16z"
            fill="{PAPER}"
        />
        <path
            d="M190 104h8a16 16 0 0 1 16 16v44a16 16 0 0 1-16 16h-8v22l-26-22h-30a16 16 0 0 1-14-8"
            fill="none" stroke="{LIGHT}" stroke-width="14"
            stroke-linecap="round" stroke-linejoin="round"
        />
        """,
    ),
    # a sheet with names, and the tick of who is there
    "cae_collectif": (
        "#c9566b",
        "#9f3a52",
        f"""
        <g fill="none" stroke="{PAPER}" stroke-width="14" stroke-linecap="round">
            <circle cx="84" cy="84" r="20" /><circle cx="172" cy="84" r="20" />
            <path d="M48 150c2-24 16-36 36-36s34 12 36 36M136 150c2-24 16-36 36-36s34 12 36 36" />
        </g>
        <path
            d="M92 188l26 24 48-44"
            fill="none" stroke="{LIGHT}" stroke-width="18" stroke-linecap="round"
            stroke-linejoin="round"
        />
        """,
    ),
    # a window on the world, and a place to be found in
    "cae_site": (
        "#4f8f8b",
        "#356c6a",
        f"""
        <g fill="none" stroke="{PAPER}" stroke-width="14" stroke-linejoin="round">
            <rect x="48" y="60" width="160" height="136" rx="16" />
            <path d="M48 98h160" />
        </g>
        <path
            d="M128 182c-22-22-32-36-32-48a32 32 0 0 1 64 0c0 12-10 26-32 48z"
            fill="{LIGHT}"
        />
        """,
    ),
    # a river between two banks: the example cooperative
    "cae_demo": (
        "#8c6a9e",
        "#694a80",
        f"""
        <path
            d="M52 128c26-24 50-24 76 0s50 24 76 0"
            fill="none" stroke="{PAPER}" stroke-width="18" stroke-linecap="round"
        />
        <g fill="none" stroke="{LIGHT}" stroke-width="18" stroke-linecap="round">
            <path d="M52 176c26-24 50-24 76 0s50 24 76 0" />
            <path d="M52 80c26-24 50-24 76 0s50 24 76 0" />
        </g>
        """,
    ),
}

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256">
    <defs>
        <linearGradient id="ground" x1="0" y1="0" x2="0" y2="1">
            <stop offset="0" stop-color="{above}" />
            <stop offset="1" stop-color="{below}" />
        </linearGradient>
    </defs>
    <rect width="256" height="256" rx="56" fill="url(#ground)" />
    {glyph}
</svg>
"""


LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 180">
    <g transform="translate(0 -10) scale(0.78)">
        <path
            d="M52 128c26-24 50-24 76 0s50 24 76 0"
            fill="none" stroke="#b8482a" stroke-width="18" stroke-linecap="round"
        />
        <g fill="none" stroke="#694a80" stroke-width="18" stroke-linecap="round">
            <path d="M52 176c26-24 50-24 76 0s50 24 76 0" />
            <path d="M52 80c26-24 50-24 76 0s50 24 76 0" />
        </g>
    </g>
    <g font-family="DejaVu Sans, sans-serif" fill="#3c2f33">
        <text x="190" y="84" font-size="44">Les Ateliers</text>
        <text x="190" y="140" font-size="44" font-weight="bold">du Fleuve</text>
    </g>
</svg>
"""


def main():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 256, "height": 256})
        for addon, (above, below, glyph) in GLYPHS.items():
            folder = ADDONS / addon / "static" / "description"
            folder.mkdir(parents=True, exist_ok=True)
            lines = [line[8:] for line in glyph.strip("\n ").splitlines()]
            lines[0] = glyph.strip().splitlines()[0]
            svg = SVG.format(above=above, below=below, glyph="\n    ".join(lines).rstrip())
            (folder / "icon.svg").write_text(svg)
            page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{svg}")
            page.screenshot(path=folder / "icon.png", omit_background=True)
        # The logo of the example cooperative, on its invoices and pages.
        page.set_viewport_size({"width": 540, "height": 150})
        page.set_content(f"<style>body{{margin:0}}svg{{display:block;height:150px}}</style>{LOGO}")
        page.screenshot(path=ADDONS / "cae_demo/static/img/logo.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
