"""Take the pictures of the guide anew: docs/images/*.png, each a row of PICTURES.

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
from zoneinfo import ZoneInfo

import openpyxl
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

# Logins of the example; the password of each is the login.
MANAGER, ADVISOR, ACCOUNTANT = "gerante", "accompagnatrice", "comptable"
PERSON, NOBODY = "entrepreneuse", None

# What one does on a screen: each of these returns a step, to be done in a browser.


def step(function):
    """Make of a function of a browser, and of what it takes besides, one that returns a step."""

    @functools.wraps(function)
    def prepare(*args, **kwargs):
        return lambda browser: function(browser, *args, **kwargs)

    return prepare


click = step(Browser.click)
open_row = step(Browser.open_row)


@step
def fill(browser, selector, text):
    browser.page.locator(selector).first.fill(text)


@step
def type_key(browser, key):
    browser.page.keyboard.press(key)


@step
def await_text(browser, text):
    browser.page.locator(f":text({text!r})").first.wait_for()


@step
def write(browser, field, text):
    """Type into a field of the form or of the open dialog."""
    box = f".o_field_widget[name={field}] :is(input, textarea, .odoo-editor-editable):visible"
    browser.page.locator(_on_top(browser, box)).first.fill(text)


@step
def choose(browser, field, text):
    """Choose a record in a field by a part of its name."""
    box = _on_top(browser, f".o_field_widget[name={field}] input")
    browser.page.locator(box).first.fill(text)
    _choose_proposed(browser, text)


@step
def upload(browser, field, name, make_content):
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": make_content()}
    inside = f".o_field_widget[name={field}]"
    browser.page.set_input_files(f"{inside} input[type=file]", file)
    browser.page.wait_for_selector(f"{inside} .o_clear_file_button", state="attached")


@step
def add_row(browser, field, **values):
    """Write a new line into a list of the form, unless it is there."""
    inside = f".o_field_widget[name={field}]"
    if browser.page.locator(
        f"{inside} .o_data_row:has-text({next(iter(values.values()))!r})"
    ).count():
        return
    browser.click(f"{inside} .o_field_x2many_list_row_add a")
    for name, text in values.items():
        cell = f"{inside} .o_selected_row [name={name}]"
        box = browser.page.locator(f"{cell} :is(input, textarea)").first
        if not box.is_visible():
            browser.click(cell)
        box.fill(text)
        if name.endswith("_id"):
            _choose_proposed(browser, text)
    _leave_row(browser)


@step
def edit_row(browser, field, row, **values):
    """Write into the line of a list that holds some text."""
    for name, text in values.items():
        cell = f".o_field_widget[name={field}] .o_data_row:has-text({row!r}) [name={name}]"
        browser.click(cell)
        browser.page.locator(f"{cell} :is(input, textarea)").first.fill(text)
    _leave_row(browser)


@step
def open_menu(browser, bar, *names):
    """Choose in the bar, then in what opens below."""
    browser.click(f".o_menu_sections :is(a, button):has-text({bar!r})")
    for name in names:
        browser.click(f".o-dropdown--menu .dropdown-item:text-is({name!r})")


def open_tab(name):
    return click(f".o_notebook .nav-link:text-is({name!r})")


@step
def press(browser, method, confirm=False):
    """Press a button by the name of its method, and wait for the answer.

    :param bool confirm: the page asks first whether to go on
    """
    button = _on_top(browser, f"button[name={method}]:visible")
    browser._call(method, [button, ".modal-footer .btn-primary"] if confirm else [button])


@step
def print_paper(browser, report):
    """Print the record that is open, and keep the top of its first page as the picture."""
    number = re.search(r"\d+$", browser.page.url.split("?")[0])[0]
    paper = browser.page.request.get(f"/report/pdf/{report}/{number}").body()
    first = ["-singlefile", "-png", "-scale-to-x", str(WIDE), "-scale-to-y", "-1", "-"]
    drawn = subprocess.run(["pdftoppm", *first], input=paper, capture_output=True, check=True)
    height = browser.page.viewport_size["height"]
    browser.paper = Image.open(io.BytesIO(drawn.stdout)).crop((0, 0, WIDE, height))


@step
def unless(browser, selector, *steps):
    """Do the steps unless the screen shows something already."""
    wait(browser)
    if not browser.page.locator(selector).count():
        do(browser, steps)


def _choose_proposed(browser, text):
    browser.click(f".o-autocomplete--dropdown-item:has-text({text!r})")


def _leave_row(browser):
    browser.click(".o_form_view .o_form_sheet", position={"x": 5, "y": 5})
    browser.page.wait_for_selector(".o_selected_row", state="detached")


def _on_top(browser, selector):
    """Return the selector of what lies in the dialog on top, or on the page."""
    dialog = ".modal:visible"
    there = browser.page.locator(dialog).count()
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


BEGIN, END = get_half_day()
TEXT = (
    "La mairie attend le mémoire pour le 9 décembre. Le devis est prêt : vingt bancs, six "
    "tables. Le chêne est commandé, livraison en janvier."
)

# as PICTURES, but no picture is taken
PREPARED = [
    ("avenant-a-signer", ADVISOR, WIDE, 900, "/odoo/cae-contract-amendments",
        unless(".o_data_row:has-text('Maud Lacroix')",
               click(".o_list_button_add"), choose("contract_id", "Maud Lacroix"),
               click(".o_field_widget[name=change_pay] input"), write("fixed_pay", "1650"),
               write("note", "Deux collectivités passent commande chaque mois."),
               press("action_send_for_signature", confirm=True))),
    ("session-a-signer", ADVISOR, WIDE, 900, "/odoo/sessions?view_type=list",
        unless(".o_data_row:has-text('Préparer ses devis')",
               click(".o_list_button_add"), write("name", "Préparer ses devis"),
               click("[name=date_begin] button"), fill("input[data-field=date_begin]", BEGIN),
               click("[name=date_begin] button"), fill("input[data-field=date_end]", END),
               type_key("Enter"), click(".o_form_button_save"),
               press("action_make_half_days"), press("action_open_enrolment"),
               choose("entrepreneur_ids", "Maud Lacroix"), press("action_enrol"))),
]  # fmt: skip

# file, who is logged in, width and height of the window, first screen, what one does there
PICTURES = [
    ("a-faire", ADVISOR, WIDE, 620, "/odoo/deadlines"),
    ("ce-qui-manque", ADVISOR, WIDE, 900, "/odoo/competency-gaps"),
    ("chiffres", MANAGER, WIDE, 930, "/odoo/cae-numbers"),
    ("cloture-du-mois", ACCOUNTANT, WIDE, 880, "/odoo/month-closing",
     unless("button[name=action_post]:visible", press("action_compute"))),
    ("competences", ADVISOR, WIDE, 1000, "/odoo/entrepreneurs", open_row("Maud Lacroix"),
     open_tab("Compétences")),
    ("compte-rendu", ADVISOR, WIDE, 860, "/odoo/appointments?view_type=list",
     open_row("Maud Lacroix"), press("action_write_report"), write("text", TEXT),
     add_row("action_ids", name="Demander le délai de livraison à la scierie",
             owner_id="Claire Dupont", date_due=days_from_now(8)), await_text("Enregistré à")),
    ("contrat", ADVISOR, WIDE, 900, "/odoo/cae-contracts", open_row("Léonie Aubert")),
    ("decisions", ADVISOR, WIDE, 480, "/odoo/cae-decisions"),
    ("diagnostic", ADVISOR, WIDE, 860, "/odoo/diagnoses", open_row("Mathis Grosjean")),
    ("diagnostic-compare", ADVISOR, WIDE, 860, "/odoo/entrepreneurs", open_row("Maud Lacroix"),
     open_tab("Diagnostics"), press("action_compare_diagnoses")),
    ("emargement", PERSON, PHONE, 1130, "/my/sessions", click("a:has-text('Préparer ses devis')")),
    ("entrepreneurs", ADVISOR, WIDE, 800, "/odoo/entrepreneurs"),
    ("entretien", ADVISOR, WIDE, 800, "/odoo/appointments?view_type=list",
     open_row("Thomas Girard"), press("action_write_report"),
     write("review", "Deux contrats de maintenance signés depuis juin ; la trésorerie couvre "
                     "trois mois."),
     write("outlook", "Vendre trois contrats de plus d'ici l'été, et embaucher un(e) apprenti(e)."),
     write("actions_text", "Écrire la grille des contrats avant la fin de janvier."),
     write("needs", "Se former au tutorat. Un avis sur le contrat type."),
     await_text("Enregistré à")),
    ("entretien-signer", PERSON, PHONE, 760, "/my",
     click("a:has-text('À lire et à signer : Entretien')"), click("#cae_open_sign")),
    ("etat-des-comptes", ACCOUNTANT, WIDE, 950, "/odoo/month-closing",
     open_menu("États des comptes"), open_row("BOIS")),
    ("etat-des-comptes-telephone", PERSON, PHONE, 800, "/my",
     click("a:has-text(\"Voir l'état des comptes\")")),
    ("faire-le-point", ADVISOR, WIDE, 800, "/odoo/roadmaps", open_row("Maud Lacroix"),
     press("action_review"),
     edit_row("line_ids", "Préparer le dossier type", remark="Les photos sont faites."),
     edit_row("measure_ids", "Facturé par mois", typed_value="2 100"),
     write("note", "Deux architectes ont les nouveaux prix. Le dossier type reste à finir : on s'y "
                   "met ensemble le 4 décembre.")),
    ("feuille-de-route", ADVISOR, WIDE, 800, "/odoo/roadmaps", open_row("Maud Lacroix")),
    ("fiche-relais", ADVISOR, WIDE, 1190, "/odoo/entrepreneurs", open_row("Maud Lacroix"),
     print_paper("cae_accompagnement.report_handover")),
    ("format", ADVISOR, WIDE, 1240, "/odoo/session-formats", open_row("Incubateur des nouveaux")),
    ("importer", MANAGER, WIDE, 935, "/odoo/entrepreneurs",
     open_menu("Configuration", "Importer personnes et contrats"),
     click(".o_list_button_add"), upload("file", "reprise-2026.xlsx", make_workbook),
     press("action_check")),
    ("jardinage", ADVISOR, WIDE, 480, "/odoo/report-search",
     fill(".o_searchview_input", "tarif or prix"), type_key("Enter")),
    ("ma-feuille-de-route", PERSON, PHONE, 1265, "/my/roadmap"),
    ("mon-espace", PERSON, WIDE, 1500, "/my"),
    ("passer-le-relais", ADVISOR, WIDE, 760, "/odoo/entrepreneurs", open_row("Maud Lacroix"),
     click(".o_cp_action_menus .dropdown-toggle:visible"),
     click(".o-dropdown--menu .o_menu_item:has-text('Passer le relais')"),
     choose("user_id", "Hélène Marchand"),
     click(".modal .o_field_widget[name=is_second] input"),
     write("words", "Maud répond à son premier marché public, à rendre le 9 décembre. Elle hésite "
                    "à prendre un atelier plus grand : en parler en janvier, chiffres en main.")),
    ("premier-rendez-vous", NOBODY, WIDE, 800, "/premier-rendez-vous"),
    ("premiers-contacts", ADVISOR, WIDE, 520, "/odoo/first-contacts"),
    ("qui-manque", ADVISOR, WIDE, 430, "/odoo/session-missing"),
    ("qui-rencontrer", ADVISOR, WIDE, 520, "/odoo/rhythm"),
    ("reprise", ACCOUNTANT, WIDE, 1050, "/odoo/month-closing",
     open_menu("Configuration", "Reprise d'une comptabilité"), click(".o_list_button_add"),
     upload("file", "balance-2026.csv", make_balance), write("date", "31/08/2026"),
     press("action_read"),
     unless(".alert-success:visible", press("action_create_missing_accounts"))),
    ("reunion", ADVISOR, WIDE, 960, "/odoo/cae-meetings?view_type=list",
     open_row("Échange entre pairs", "Publi"), press("action_open_room"),
     click(".o_cae_room_choice:has-text('camionnette')")),
    ("serie", ADVISOR, WIDE, 650, "/odoo/session-series", open_row("Incubateur des nouveaux")),
    ("session", ADVISOR, WIDE, 900, "/odoo/sessions?view_type=list",
     open_row("Incubateur des nouveaux")),
    ("signer", PERSON, PHONE, 760, "/my", click("a:has-text('Avenant')"), click("#cae_open_sign")),
    ("sortie", ADVISOR, WIDE, 900, "/odoo/cae-exits", open_row("Gaston Meunier")),
]  # fmt: skip


def do(browser, steps):
    for each in steps:
        each(browser)
        wait(browser)


def wait(browser):
    """Wait until the page shows all that it has asked for."""
    browser.page.wait_for_function(
        "!document.querySelector('.o_web_client')"
        " || document.querySelector('.o_action_manager > :not(:empty)')"
    )
    quiet = rounds = 0
    while quiet < 4 and rounds < 200:
        browser.page.wait_for_timeout(150)
        quiet, rounds = 0 if browser.asked else quiet + 1, rounds + 1


def watch(browser):
    """Keep in `asked` what the page has asked for and not yet got."""
    browser.asked = set()

    def note(request):
        if request.resource_type in ("document", "fetch", "xhr", "image", "stylesheet"):
            browser.asked.add(request)

    browser.page.on("request", note)
    for end in ("requestfinished", "requestfailed"):
        browser.page.on(end, lambda request: browser.asked.discard(request))


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


def take(page, width, height, path, steps):
    """Return what somebody sees after these steps, as a picture."""
    page.set_viewport_size({"width": width, "height": height})
    browser = Browser(page)
    watch(browser)
    try:
        page.goto(path)
        wait(browser)
        do(browser, steps)
    except (Error, AssertionError):
        page.screenshot(path=SEEN_LAST)
        raise
    page.mouse.move(width - 1, height - 1)
    return getattr(browser, "paper", None) or Image.open(io.BytesIO(page.screenshot(caret="hide")))


def save(picture, name):
    """Keep a picture in 256 colours: a third of the size, and nobody sees it."""
    picture = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    picture.save(IMAGES / f"{name}.png", optimize=True)


def main(address, *names):
    unknown = {*names} - {row[0] for row in PREPARED + PICTURES}
    if unknown:
        raise SystemExit(f"No such picture: {', '.join(sorted(unknown))}")
    failed = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**get_chromium())
        windows = functools.cache(functools.partial(log_in, chromium, address))
        for row in PREPARED + PICTURES:
            name, login, width, height, path, *steps = row
            if names and name not in names:
                continue
            try:
                page = windows(login).new_page()
                picture = take(page, width, height, path, steps)
                if row in PICTURES:
                    save(picture, name)
                page.close()
                print(name, flush=True)
            except (Error, AssertionError) as error:
                failed.append(name)
                print(f"{name}: {error}", file=sys.stderr, flush=True)
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main(*sys.argv[1:])
