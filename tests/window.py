"""One person's window in Chromium, and what a person does on the screens of Odoo."""

import shutil

# A screen. Until it has come, its place is held by a panel that is in none.
SCREEN = ".o_action_manager > :not(.o_control_panel)"


def get_chromium():
    """Return what Playwright starts Chromium with (dict of its options).

    Its shell has the same engine without the windows, tabs and menus that nobody looks at here.
    """
    executable = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert executable, "Chromium is missing: `./cae doctor` says what to do."
    return {
        "executable_path": executable,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


class Browser:
    """One person's window: a Playwright page, and the count of the clicks made in it."""

    def __init__(self, page):
        self.page = page
        self.clicks = 0
        self.errors = []
        page.on("pageerror", lambda error: self.errors.append(error.stack or str(error)))

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
