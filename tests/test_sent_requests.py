"""What a careless, an unlucky or a hostile person sends to the pages of people and visitors."""

import inspect
import re
from urllib.parse import urlencode

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .addon_checks.sent_forms import find_form_offenders, find_sent_forms
from .pages import find_pages

# Of the example cooperative (cae_demo): passwords equal the logins.
PEOPLE = (None, "entrepreneuse")
HOSTILE = ("a\0b\0", "\0", "9" * 30, "2147483648", "-1", "9999-12-31", "0001-01-01", "1e308", "x[]")
# deeper than what reads it can go
DEEP = "[" * 100_000
DEEP_JSON = []
for _level in range(400):
    DEEP_JSON = [DEEP_JSON]
HOSTILE_JSON = (
    None,
    True,
    -1,
    2**70,
    1e308,
    "a\0b",
    "9" * 30,
    [],
    [[["x\0", {}]]],
    {},
    {"x\0": "y"},
    {"1": {"2": []}, "9" * 30: "\0"},
    DEEP_JSON,
)
IN_PATH = {"int": ("0", "2147483648", "9" * 30), "string": ("a%00b", "%00", "9" * 30)}
# Names that controllers read beside those in their signature.
NAMES = ("page", "words", "place", "pole", "tag", "done", "step", "form", "paper", "action", "move")
EXPECTED = (
    "odoo.http",
    "odoo.addons.http_routing.models.ir_http",
    "odoo.addons.website.models.ir_http",
    "odoo.addons.base.models.ir_http",
    "werkzeug",
)


@tagged("post_install", "-at_install")
class TestSentRequests(HttpCase):
    def _enter(self, login):
        self.authenticate(login, login)

    def _read_pages(self, login):
        """Yield (path, content) of each page of a person that is a page."""
        self._enter(login)
        for path in find_pages(self.env, login):
            response = self.url_open(path)
            if "text/html" in response.headers.get("Content-Type", "") and response.content:
                yield path, response.content

    def test_each_form_that_adds_something_is_taken_once(self):
        offenders, taken_once = [], set()
        for login in PEOPLE:
            for path, content in self._read_pages(login):
                offenders += find_form_offenders(path, content)
                taken_once |= {
                    re.sub(r"\d+", "0", form.get("action") or path)
                    for form in find_sent_forms(content)
                    if form.xpath(".//input[@name='form_token']")
                }
        self.assertFalse(sorted(set(offenders)))
        self.assertGreaterEqual(
            taken_once,
            {
                "/my/diagnoses/begin",
                "/my/competencies/rate",
                "/my/roadmap/add",
                "/my/papers",
                "/my/file/0/bank",
                "/my/meetings",
                "/my/directory",
                "/my/security/close",
                "/premier-rendez-vous",
            },
        )

    @mute_logger(*EXPECTED)
    def test_a_refused_form_keeps_what_was_typed(self):
        lost, refused, known = [], set(), set()
        for login in PEOPLE:
            for path, content in self._read_pages(login):
                for form in find_sent_forms(content):
                    action = form.get("action") or path
                    kind = re.sub(r"\d+", "0", action)
                    if kind not in known and re.match("/(my|premier|entrep|meet|attend)", action):
                        known.add(kind)
                        for wrong, missing in self._find_lost(action, form):
                            refused.add(kind)
                            lost += [f"{action}: {name} after a wrong {wrong}" for name in missing]
        self.assertFalse(lost)
        self.assertGreater(len(refused), 5)

    def _find_lost(self, action, form):
        """Yield (field that is wrong, fields whose words the page of the refusal has not kept)."""
        texts = form.xpath(".//textarea[@name] | .//input[@name][not(@type) or @type='text']")
        names = [field.get("name") for field in texts if field.get("name") != "company_website"]
        kept = {
            field.get("name"): field.get("value") or ""
            for field in form.xpath(".//input[@name][@type='hidden' or @type='submit']")
        }
        for wrong in names:
            for value in ("", "9" * 5000):
                typed = {name: f"Words of {name}" for name in names if name != wrong}
                response = self.url_open(
                    action, data={**kept, **typed, wrong: value}, allow_redirects=False
                )
                if response.status_code in (200, 400, 422):
                    page = response.text
                    yield wrong, [name for name, words in typed.items() if words not in page]

    def _find_own_routes(self, kind):
        """Yield (address, endpoint) of our routes that take HTTP requests or JSON-RPC calls."""
        http = self.env["ir.http"]
        modules, converters = sorted(self.env.registry._init_modules), http._get_converters()
        for url, endpoint in http._generate_routing_rules(modules, converters=converters):
            ours = endpoint.func.__module__.startswith("odoo.addons.cae_")
            if ours and endpoint.routing["type"] == kind:
                yield url, endpoint

    def _get_hostile_addresses(self, auth):
        """Yield addresses of our routes with what nobody means in their path and query."""
        for url, endpoint in self._find_own_routes("http"):
            routing = endpoint.routing
            if "GET" not in (routing.get("methods") or ["GET"]):
                continue
            # what we add to Odoo's own address of the staff answers as Odoo does
            if routing["auth"] != auth or url.startswith("/web/"):
                continue
            for place in range(3):
                path = re.sub(
                    r"<(\w+)(\([^>]*\))?:\w+>",
                    lambda found, place=place: (
                        re.search(r"\w+", found[2].partition(",")[0])[0]
                        if found[1] == "any"
                        else IN_PATH[found[1]][place]
                    ),
                    url,
                )
                yield path
            names = {*endpoint.func.__code__.co_varnames, *NAMES} - {"self"}
            path = re.sub(r"<any\((\w+)[^>]*>", r"\1", url)
            path = re.sub(r"<[^>]*>", "1", path)
            for value in HOSTILE:
                yield f"{path}?{urlencode(dict.fromkeys(sorted(names), value))}"

    @mute_logger(*EXPECTED)
    def test_no_address_fails_inside(self):
        wrong, tried = [], 0
        for login, auth in ((None, "public"), ("entrepreneuse", "user")):
            self._enter(login)
            for address in self._get_hostile_addresses(auth):
                tried += 1
                response = self.url_open(address, allow_redirects=False)
                if response.status_code >= 500:
                    wrong.append(f"{response.status_code} {address[:200]}")
        self.assertFalse(wrong)
        self.assertGreater(tried, 300)

    @mute_logger(*EXPECTED)
    def test_no_form_fails_inside(self):
        wrong, known = [], set()
        for login in PEOPLE:
            for path, content in self._read_pages(login):
                for form in find_sent_forms(content):
                    action = form.get("action") or path
                    kind = re.sub(r"\d+", "0", action)
                    if kind not in known and re.match("/(my|premier|entrep|meet|attend)", action):
                        known.add(kind)
                        wrong += self._send_hostile(action, form)
        self.assertFalse(wrong)
        self.assertGreater(len(known), 12)

    def _send_hostile(self, action, form):
        """Yield what is wrong with the answers to a form with what nobody means in its fields."""
        fields = {
            field.get("name"): field for field in form.xpath(".//*[@name]") if field.get("name")
        }
        tokens = {"csrf_token", "form_token", "company_website"}
        hidden = {name for name, field in fields.items() if field.get("type") == "hidden"} - tokens
        typed = set(fields) - hidden - tokens
        kept = {name: fields[name].get("value") or "" for name in hidden | tokens & set(fields)}
        for value in (*HOSTILE, DEEP):
            for changed in (typed, hidden):
                if not changed:
                    continue
                data = {**kept, **dict.fromkeys(changed, value), value: value}
                response = self.url_open(action, data=data, allow_redirects=False)
                if response.status_code >= 500:
                    yield f"{response.status_code} {action} {sorted(changed)} {value[:20]!r}"
        # a file in the place of each text; of one's words only, they pass what else is asked
        words = {name for name in typed if fields[name].get("type") != "file"}
        for changed in (*({name} for name in sorted(words | hidden | tokens & set(fields))), words):
            data = {name: kept.get(name, "1") for name in {*kept, *words} - changed}
            files = {name: (f"{name}.txt", b"Words of a file") for name in changed}
            if files:
                response = self.url_open(action, data=data, files=files, allow_redirects=False)
                if response.status_code >= 500:
                    yield f"{response.status_code} {action} {sorted(changed)} as a file"

    @mute_logger(*EXPECTED)
    def test_no_call_of_a_page_fails_inside(self):
        """What the scripts of a page send: all it keeps as one types, and each signature."""
        self._enter("entrepreneuse")
        pages = find_pages(self.env, "entrepreneuse")
        wrong, called = [], set()
        for url, endpoint in self._find_own_routes("jsonrpc"):
            names = set(inspect.signature(endpoint.func).parameters) - {"self", "params", "kw"}
            # records of her own, where she has a page of one
            start = re.sub(r"<any\((\w+)[^>]*>", r"\1", url).partition("<")[0]
            own = {path[len(start) :].partition("/")[0] for path in pages if path.startswith(start)}
            for number in {"1", *own} - {""}:
                path = re.sub(r"<any\((\w+)[^>]*>", r"\1", url)
                path = re.sub(r"<[^>]*>", number, path)
                called.add(url)
                for value in HOSTILE_JSON:
                    said = self._call(path, dict.fromkeys(names, value))
                    if said:
                        wrong.append(f"{path} {str(value)[:40]!r}: {said}")
        self.assertFalse(wrong)
        self.assertGreater(len(called), 6)

    def _call(self, path, params):
        """Return the name of the error with which a call fails inside, or nothing."""
        response = self.url_open(path, json={"jsonrpc": "2.0", "method": "call", "params": params})
        if response.status_code != 200:
            return response.status_code if response.status_code >= 500 else None
        name = response.json().get("error", {}).get("data", {}).get("name", "")
        return None if re.match(r"(odoo|werkzeug)\.exceptions\.|$", name) else name
