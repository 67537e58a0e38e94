"""A test case that drives a real Chromium against Odoo's test server."""

import asyncio
import contextlib
import functools
import resource
import shutil
import tempfile
import threading
from datetime import datetime
from unittest.mock import patch

from playwright.sync_api import sync_playwright

from odoo.addons.base.models.ir_qweb import IrQweb
from odoo.addons.cae_entrepreneur.tests.common import allow_any_password, keep_the_day
from odoo.tests.common import HOST, TEST_CURSOR_COOKIE_NAME, HttpCase

from cae_cli import paths

WIDE, PHONE = 1300, 375
# A screen. Until it has come, its place is held by a panel that is in none.
SCREEN = ".o_action_manager > :not(.o_control_panel)"


class Browser:
    """One person's window: a Playwright page, and the count of the clicks made in it."""

    def __init__(self, page):
        self.page = page
        self.clicks = 0
        self.errors = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def click(self, selector, **options):
        """Click what the selector names, once it is there, and count the click."""
        self.page.locator(selector).first.click(**options)
        self.clicks += 1

    def open_menu(self, app, *names):
        """Go from wherever one is to a screen by the menus, as a person does.

        :param str app: the app's name
        :param names: the menu and, if it has one, what is below it
        """
        # the bar is there before the first screen, which would take the place of the next
        self.page.wait_for_selector(SCREEN, state="attached")
        self._leave_screen()
        self.click(".o_navbar_apps_menu button")
        self.click(f".o-dropdown--menu .o_app:text-is({app!r})")
        # the bar shows the menus of the app that one leaves until the next has come
        self.page.wait_for_selector(f".o_menu_brand:text-is({app!r})", state="attached")
        bar, *below = names or (None,)
        if bar:
            # the app's own first screen may come after one has opened the menu
            self._wait_for_screen()
            self._leave_screen()
            self.click(f".o_menu_sections :is(a, button):has-text({bar!r})")
        for name in below:
            self.click(f".o-dropdown--menu .dropdown-item:text-is({name!r})")
        self._wait_for_screen()

    def _leave_screen(self):
        """Mark the screen that one leaves: it looks like any other."""
        self.page.evaluate(
            "document.querySelectorAll('.o_action_manager > *').forEach("
            "(screen) => screen.setAttribute('data-left', '1'))"
        )

    def _wait_for_screen(self):
        self.page.wait_for_selector(f"{SCREEN}:not([data-left])")

    def new(self):
        """Begin a new record from a list, cards or a calendar."""
        self.click(".o_list_button_add:visible, .o-kanban-button-new:visible, "
                   ".o_calendar_button_new:visible")  # fmt: skip
        self.page.wait_for_selector(".o_form_view .o_form_editable")

    def open_row(self, *texts):
        """Open the first row or card that holds all these texts."""
        holds = "".join(f":has-text({text!r})" for text in texts)
        self.click(f".o_data_row{holds}, .o_kanban_record{holds}")
        self.page.wait_for_selector(".o_form_view")

    def fill(self, field, value):
        """Type into a field of the form."""
        box = f".o_field_widget[name={field}] :is(input, textarea, .odoo-editor-editable)"
        self.page.locator(box).first.fill(value)

    def press(self, name, confirm=False):
        """Press a button of the form's header by the name of its method.

        On a phone the button may lie in a menu. The server's answer must be no error.

        :param bool confirm: the page asks first whether to go on
        """
        button = f".o_statusbar_buttons button[name={name}]:visible"
        menu = ".o_statusbar_buttons .dropdown-toggle:visible"
        # both at once: while a form is drawn anew the button is gone for a moment
        found = self.page.locator(f"{button}, {menu}").first
        if found.get_attribute("name") != name:
            self.click(menu)
            button = f"button[name={name}]:visible"
        self._call(name, [button, ".modal-footer .btn-primary"] if confirm else [button])

    def press_in_dialog(self, name):
        """Press a button of the dialog that is open, by the name of its method."""
        self._call(name, [f".modal button[name={name}]:visible"])

    def _call(self, method, clicks):
        with self.page.expect_response(f"**/{method}") as answer:
            for selector in clicks:
                self.click(selector)
        error = answer.value.json().get("error")
        if error:
            raise AssertionError(error["data"]["message"])

    def save(self):
        """Save the form."""
        with self.page.expect_response("**/web_save") as answer:
            self.click(".o_form_button_save:visible")
        assert "error" not in answer.value.json(), answer.value.json()

    def choose(self, field, text):
        """Choose a record in a field of the form by a part of its name."""
        self.page.locator(f".o_field_widget[name={field}] input").first.fill(text)
        self.click(f".o-autocomplete--dropdown-item:has-text('{text}')")

    def tick(self, field, value):
        """Choose a value of a field that shows its values as radio buttons."""
        self.click(f".o_field_widget[name={field}] input[data-value={value}]")

    def set_date(self, field, day):
        """Write a day into a date field of the form, as one does in France."""
        box = self.page.locator(f".o_field_widget[name={field}]").first
        if not box.locator("input").count():
            box.locator("button").first.click()
        box.locator("input").first.fill(f"{day:%d/%m/%Y}")
        box.locator("input").first.press("Enter")

    def sign(self, field):
        """Put the name, written as a signature, into a signature field of the open dialog."""
        self.click(f".modal .o_field_widget[name={field}] .o_signature")
        self.page.wait_for_selector(".o_web_sign_name_and_signature")
        self.click(".modal:has(.o_web_sign_name_and_signature) .modal-footer .btn-primary")
        self.page.wait_for_selector(f".modal .o_field_widget[name={field}] img")

    def text(self, selector="body"):
        """Return the visible text, its non-breaking spaces made plain."""
        text = self.page.locator(selector).first.inner_text()
        return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")

    def overflows(self):
        """Tell by how many pixels the page is wider than its window."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )


@contextlib.contextmanager
def without_memory_limit():
    """Lift the limit Odoo sets on itself: Chromium inherits it and reserves far more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def as_people_get_them():
    """Patch pages to leave out the scripts of Odoo's own tours, compiled anew for each test."""
    prepare = IrQweb._prepare_environment

    def prepare_for_people(qweb, values):
        prepared = prepare(qweb, values)
        values["test_mode_enabled"] = False
        return prepared

    return patch.object(IrQweb, "_prepare_environment", prepare_for_people)


@functools.cache
def make_profile():
    """Return a folder for Chromium, which keeps there the scripts that it has read and compiled."""
    return tempfile.TemporaryDirectory(prefix="cae-chromium-", ignore_cleanup_errors=True)


class BrowserCase(HttpCase):
    """HttpCase whose pages open in Chromium through Playwright.

    The server works inside the test's own transaction, as for Odoo's tours: all that
    the browser does is rolled back. ``today`` is the day of the people who use it. Chromium is
    started once for the class; a window finds nothing of those before it but scripts.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        executable = shutil.which("chromium")
        assert executable, "Chromium is missing: `./cae doctor` says what to do."
        with without_memory_limit():
            playwright = cls.enterClassContext(sync_playwright())
            cls.chromium = playwright.chromium.launch_persistent_context(
                make_profile().name,
                executable_path=executable,
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
                locale="fr-FR",
                timezone_id="Europe/Paris",
                base_url=cls.base_url(),
            )
        cls.addClassCleanup(cls.chromium.close)
        # Between two windows a test may need an event loop of its own (to seal a document).
        cls.loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        cls.addClassCleanup(asyncio._set_running_loop, cls.loop)
        keep_the_day(cls)
        if cls.clock_is_ahead:
            cls.chromium.clock.install(time=datetime.now())
        cls.startClassPatcher(as_people_get_them())
        cls.startClassPatcher(allow_any_password(cls.env))

    @contextlib.contextmanager
    def _leave_the_database_to_the_server(self):
        """Refuse what the test asks the database while a window is open.

        The server's threads use the same cursor: now and then one would take the other's rows.
        """
        execute, test = self.cr.execute, threading.get_ident()

        def refuse_the_test(*args, **kwargs):
            if threading.get_ident() == test:
                raise AssertionError(
                    "Ask the database before the window opens or after it is closed."
                )
            return execute(*args, **kwargs)

        with patch.object(self.cr, "execute", refuse_the_test):
            yield

    def _close_windows(self):
        """Close all windows but the one with which Chromium began, and forget what they kept."""
        first, *others = self.chromium.pages
        for page in others:
            page.close()
        self.chromium.set_offline(False)
        self.chromium.clear_cookies()
        devtools = self.chromium.new_cdp_session(first)
        kept = {"origin": self.base_url(), "storageTypes": "all"}
        devtools.send("Storage.clearDataForOrigin", kept)
        devtools.detach()

    @contextlib.contextmanager
    def browse(self, login=None, path="/", width=WIDE, height=900, password=None):
        """Open a window and yield it as a `Browser`.

        :param str login: who is logged in already; nobody if empty
        :param str password: the login itself if empty
        :param str path: the first page
        :param int width: of the window, in pixels

        What was on the screen when something failed is kept among the logs.
        """
        with self.allow_requests(), contextlib.ExitStack() as cleanup:
            asyncio._set_running_loop(self.loop)
            cleanup.callback(asyncio._set_running_loop, None)
            cleanup.callback(self._wait_remaining_requests)
            page = self.chromium.new_page()
            cleanup.callback(self._close_windows)
            page.set_viewport_size({"width": width, "height": height})
            cookies = {TEST_CURSOR_COOKIE_NAME: self.http_request_key}
            if login:
                cookies["session_id"] = self.authenticate(login, password or login).sid
            self.chromium.add_cookies(
                [
                    {"name": name, "value": value, "domain": HOST, "path": "/"}
                    for name, value in cookies.items()
                ]
            )
            self.cr.flush()
            self.cr.clear()
            # The bus would keep a request open for ever.
            cleanup.enter_context(
                patch(
                    "odoo.addons.bus.websocket.WebsocketConnectionHandler.websocket_allowed",
                    return_value=False,
                )
            )
            cleanup.enter_context(self._leave_the_database_to_the_server())
            page.set_default_timeout(60_000)
            page.set_default_navigation_timeout(120_000)
            browser = Browser(page)
            page.goto(path)
            try:
                yield browser
            except Exception:
                page.screenshot(path=paths.LOGS / f"{self._testMethodName}.png")
                raise
            finally:
                page.goto("about:blank")
            self.assertFalse(browser.errors, "The page raised errors in JavaScript.")
