"""A test case that drives a real Chromium against Odoo's test server."""

import asyncio
import contextlib
import functools
import resource
import tempfile
import threading
from datetime import datetime
from unittest.mock import patch

from playwright.sync_api import sync_playwright

import odoo.http
from odoo.addons.base.models.ir_qweb import IrQweb
from odoo.addons.cae_entrepreneur.tests.common import allow_any_password, keep_the_day
from odoo.tests.common import HOST, TEST_CURSOR_COOKIE_NAME, HttpCase

from cae_cli import paths

from .window import Browser, get_chromium

WIDE, PHONE = 1300, 375


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

    Its people have asked their device for less motion: nothing glides in, which takes Chromium an
    eighth of its time. A class that is about movement says ``motion = "no-preference"``.

    The server works inside the test's own transaction, as for Odoo's tours: all that
    the browser does is rolled back. ``today`` is the day of the people who use it. Chromium is
    started once for the class; a window finds nothing of those before it but scripts.
    """

    window_key = "no window is open"
    motion = "reduce"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with without_memory_limit():
            playwright = cls.enterClassContext(sync_playwright())
            cls.chromium = playwright.chromium.launch_persistent_context(
                make_profile().name,
                **get_chromium(),
                locale="fr-FR",
                timezone_id="Europe/Paris",
                reduced_motion=cls.motion,
                base_url=cls.base_url(),
            )
        cls.addClassCleanup(cls.chromium.close)
        keep_the_day(cls)
        if cls.clock_is_ahead:
            cls.chromium.clock.install(time=datetime.now())
        # Between two windows a test may need an event loop of its own (to seal a document).
        cls.loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        cls.addClassCleanup(asyncio._set_running_loop, cls.loop)
        cls.startClassPatcher(as_people_get_them())
        cls.startClassPatcher(allow_any_password(cls.env))

    def assertCanOpenTestCursor(self):
        """Answer the window also while a document is printed: Odoo answers the printer only."""
        request = odoo.http.request
        if not (request and request.cookies.get(TEST_CURSOR_COOKIE_NAME) == self.window_key):
            super().assertCanOpenTestCursor()

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
            cleanup.enter_context(patch.object(self, "window_key", self.http_request_key))
            cookies = {TEST_CURSOR_COOKIE_NAME: self.window_key}
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
