"""Take the pictures of the guide anew: docs/images/*.png, each told in pictures/pictures.yaml.

    ./cae up --port 8069                                        # in another terminal
    .venv/bin/python tools/take_pictures.py http://127.0.0.1:8069 [NAME ...]

The address is one where the example cooperative is served; without names, all pictures are
taken. What a picture needs beyond the example is done on the screens, as its reader would do
it, so the database is best a fresh one; what is there already is not done twice. Needs
Chromium, and pdftoppm for pages on paper.
"""

import functools
import io
import json
import re
import subprocess
import sys
import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

import openpyxl
import yaml
from PIL import Image
from playwright.sync_api import Error, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.window import Browser, get_chromium  # noqa: E402

FILES = ROOT / "tools" / "pictures"
IMAGES = ROOT / "docs" / "images"
SEEN_LAST = Path(tempfile.gettempdir()) / "seen-last.png"  # where a step failed
PARIS = ZoneInfo("Europe/Paris")
MORNING = time(10, 30)
WIDE, PHONE = 1300, 375

# What a letter looks like depends on the machine; Odoo brings Roboto, which most readers see.
SHOW_ROBOTO = """
    for (const [weight, file] of [[400, "Regular"], [500, "Medium"], [700, "Bold"]]) {
        const url = `url(/web/static/fonts/google/Roboto/Roboto-${file}.ttf)`;
        document.fonts.add(new FontFace("Segoe UI", url, { weight }));
    }
"""


class Window(Browser):
    """Somebody's window. What one does in it, the steps of pictures.yaml, are its methods."""

    paper = None  # a picture of what is printed, in the place of the screen

    def __init__(self, page):
        super().__init__(page)
        self.asked = set()  # what the page has asked for and not yet got
        page.on("request", self._note)
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: self.asked.discard(request))

    def _note(self, request):
        if request.resource_type in ("document", "fetch", "xhr", "image", "stylesheet"):
            self.asked.add(request)

    def do(self, steps):
        """Do steps: of each the name and what it takes, by name at last."""
        for name, *given in steps:
            named = given.pop() if given and isinstance(given[-1], dict) else {}
            getattr(self, name)(*given, **named)
            self.wait()

    def wait(self):
        """Wait until the page shows all that it has asked for."""
        self.page.wait_for_function(
            "!document.querySelector('.o_web_client')"
            " || document.querySelector('.o_action_manager > :not(:empty)')"
        )
        quiet = rounds = 0
        while quiet < 4 and rounds < 200:
            self.page.wait_for_timeout(150)
            quiet, rounds = 0 if self.asked else quiet + 1, rounds + 1

    def type_into(self, selector, text):
        self.page.locator(selector).first.fill(text)

    def type_key(self, key):
        self.page.keyboard.press(key)

    def await_text(self, text):
        self.page.locator(f":text({text!r})").first.wait_for()

    def fill(self, field, text):
        """Type into a field of the form or of the open dialog."""
        box = f".o_field_widget[name={field}] :is(input, textarea, .odoo-editor-editable):visible"
        self.type_into(self._on_top(box), text)

    def choose(self, field, text):
        """Choose a record in a field by a part of its name."""
        self.type_into(self._on_top(f".o_field_widget[name={field}] input"), text)
        self._choose_proposed(text)

    def upload(self, field, name):
        content = CONTENTS[name]()
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        inside = f".o_field_widget[name={field}]"
        self.page.set_input_files(f"{inside} input[type=file]", file)
        self.page.wait_for_selector(f"{inside} .o_clear_file_button", state="attached")

    def add_row(self, field, **values):
        """Write a new line into a list of the form, unless it is there."""
        inside = f".o_field_widget[name={field}]"
        if self.page.locator(
            f"{inside} .o_data_row:has-text({next(iter(values.values()))!r})"
        ).count():
            return
        self.click(f"{inside} .o_field_x2many_list_row_add a")
        for name, text in values.items():
            cell = f"{inside} .o_selected_row [name={name}]"
            box = self.page.locator(f"{cell} :is(input, textarea)").first
            if not box.is_visible():
                self.click(cell)
            box.fill(text)
            if name.endswith("_id"):
                self._choose_proposed(text)
        self._leave_row()

    def edit_row(self, field, row, **values):
        """Write into the line of a list that holds some text."""
        for name, text in values.items():
            cell = f".o_field_widget[name={field}] .o_data_row:has-text({row!r}) [name={name}]"
            self.click(cell)
            self.type_into(f"{cell} :is(input, textarea)", text)
        self._leave_row()

    def open_below(self, bar, *names):
        """Choose in the bar, then in what opens below."""
        self.click(f".o_menu_sections :is(a, button):has-text({bar!r})")
        for name in names:
            self.click(f".o-dropdown--menu .dropdown-item:text-is({name!r})")

    def open_tab(self, name):
        self.click(f".o_notebook .nav-link:text-is({name!r})")

    def press(self, method, confirm=False):
        """Press a button by the name of its method, and wait for the answer.

        :param bool confirm: the page asks first whether to go on
        """
        button = self._on_top(f"button[name={method}]:visible")
        self._call(method, [button, ".modal-footer .btn-primary"] if confirm else [button])

    def print_paper(self, report):
        """Print the record that is open, and keep the top of its first page as the picture."""
        number = re.search(r"\d+$", self.page.url.split("?")[0])[0]
        paper = self.page.request.get(f"/report/pdf/{report}/{number}").body()
        first = ["-singlefile", "-png", "-scale-to-x", str(WIDE), "-scale-to-y", "-1", "-"]
        drawn = subprocess.run(["pdftoppm", *first], input=paper, capture_output=True, check=True)
        height = self.page.viewport_size["height"]
        self.paper = Image.open(io.BytesIO(drawn.stdout)).crop((0, 0, WIDE, height))

    def unless(self, selector, steps):
        """Do the steps unless the screen shows something already."""
        self.wait()
        if not self.page.locator(selector).count():
            self.do(steps)

    def _choose_proposed(self, text):
        self.click(f".o-autocomplete--dropdown-item:has-text({text!r})")

    def _leave_row(self):
        self.click(".o_form_view .o_form_sheet", position={"x": 5, "y": 5})
        self.page.wait_for_selector(".o_selected_row", state="detached")

    def _on_top(self, selector):
        """Return the selector of what lies in the dialog on top, or on the page."""
        dialog = ".modal:visible"
        there = self.page.locator(dialog).count()
        return f"{dialog} >> nth=-1 >> {selector}" if there else selector


# What a picture needs beyond the example.


def make_workbook():
    """Return a workbook of people, of whose lines three are wrong."""
    book = openpyxl.Workbook(write_only=True)
    for name, lines in json.loads((FILES / "people.json").read_text()).items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def make_balance():
    return (FILES / "balance.csv").read_bytes()


def days_from_now(days):
    return f"{datetime.now(PARIS) + timedelta(days=days):%d/%m/%Y}"


def get_half_day():
    """Return when a half-day begins and ends that can be signed now, as one types it."""
    now = datetime.now(PARIS)
    day, begin, end = now.date(), time(9), time(12, 30)
    if now.time() < time(8, 45):
        day, begin, end = day - timedelta(days=1), time(14), time(17, 30)
    elif now.time() > time(13, 45):
        begin, end = time(14), time(17, 30)
    return [f"{day:%d/%m/%Y} {hour:%H:%M}" for hour in (begin, end)]


CONTENTS = {"reprise-2026.xlsx": make_workbook, "balance-2026.csv": make_balance}


def read_pictures():
    """Return what pictures.yaml tells, with the days of today."""
    begin, end = get_half_day()
    told = Template((FILES / "pictures.yaml").read_text())
    return yaml.safe_load(told.substitute(begin=begin, end=end, in_8_days=days_from_now(8)))


def log_in(chromium, address, login):
    """Return the windows of somebody: the password of the example is the login."""
    windows = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris", base_url=address)
    windows.add_init_script(SHOW_ROBOTO)
    windows.set_default_timeout(40_000)
    # what a page says of the hour is said in the morning
    windows.clock.set_fixed_time(datetime.combine(datetime.now(PARIS), MORNING, PARIS))
    if login:
        page = windows.new_page()
        page.goto("/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", login)
        page.locator(".oe_login_form button[type=submit]").click()
        page.wait_for_url(lambda url: "/web/login" not in url)
        page.close()
    return windows


def take(page, height, path, phone=False, steps=()):
    """Return what somebody sees after these steps, as a picture."""
    width = PHONE if phone else WIDE
    page.set_viewport_size({"width": width, "height": height})
    window = Window(page)
    try:
        page.goto(path)
        window.wait()
        window.do(steps)
    except (Error, AssertionError):
        page.screenshot(path=SEEN_LAST)
        raise
    page.mouse.move(width - 1, height - 1)
    return window.paper or Image.open(io.BytesIO(page.screenshot(caret="hide")))


def save(picture, name):
    """Keep a picture in 256 colours: a third of the size, and nobody sees it."""
    picture = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    picture.save(IMAGES / f"{name}.png", optimize=True)


def main(address, *names):
    pictures = {told.pop("name"): told for told in read_pictures()}
    unknown = {*names} - {*pictures}
    if unknown:
        raise SystemExit(f"No such picture: {', '.join(sorted(unknown))}")
    failed = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**get_chromium())
        windows = functools.cache(functools.partial(log_in, chromium, address))
        for name, told in pictures.items():
            if names and name not in names:
                continue
            login, prepares = told.pop("login", None), told.pop("prepares", False)
            try:
                page = windows(login).new_page()
                picture = take(page, **told)
                if not prepares:
                    save(picture, name)
                page.close()
                print(name, flush=True)
            except (Error, AssertionError) as error:
                failed.append(name)
                print(f"{name}: {error}", file=sys.stderr, flush=True)
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main(*sys.argv[1:])
