"""A person without a mouse, and what she needs of a page (WCAG 2.2, level AA)."""

# How many stops of the Tab key a person goes through before she gives up.
PATIENCE = 90

# What has the focus: whether it is the one looked for, and how it shows.
FOCUS = """selector => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return {
        found: element.matches(selector),
        on_page: element !== document.body,
        shows: (outlined || style.boxShadow !== "none") && box.width > 1 && box.height > 1,
        in_view: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        // what a page leads to, such as what is wrong, is no control: it is read, not named
        told: element.tabIndex < 0 && element.textContent.trim(),
        html: element.outerHTML.slice(0, 160),
    };
}"""

# Text that cannot be read, headings that skip a level, names used twice: a list of sentences.
FAULTS = """() => {
    const faults = [];
    const parse = color => (color.match(/[\\d.]+/g) || []).map(Number);
    const over = ([r, g, b, a = 1], below) =>
        [r, g, b].map((value, i) => value * a + below[i] * (1 - a));
    const ground = element => {
        const layers = [];
        for (let node = element; node; node = node.parentElement) {
            const style = getComputedStyle(node);
            if (style.backgroundImage !== "none") return null;
            layers.unshift(parse(style.backgroundColor));
        }
        return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
    };
    const light = color => {
        const [r, g, b] = color.map(value => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const main = document.querySelector("main");
    const words = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const text = words.currentNode.textContent.trim();
        const element = words.currentNode.parentElement;
        if (!text || element.closest("option, script, style, .visually-hidden, .o_cae_trap")) {
            continue;
        }
        if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) {
            continue;
        }
        const below = ground(element);
        if (!below) continue;
        const style = getComputedStyle(element);
        const [a, b] = [light(over(parse(style.color), below)), light(below)];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        if (contrast < (large ? 3 : 4.5)) {
            faults.push(`contrast ${contrast.toFixed(2)}: ${text.slice(0, 60)}`);
        }
    }
    const shown = [...main.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(
        heading => heading.checkVisibility() && !heading.closest(".modal:not(.show)")
    );
    let level = 0;
    for (const heading of shown) {
        const next = Number(heading.tagName[1]);
        const text = heading.textContent.trim();
        if (next > level + 1) faults.push(`from h${level} to h${next}: ${text}`);
        level = next;
    }
    if (shown.filter(heading => heading.tagName === "H1").length !== 1) faults.push("not one h1");
    const ids = [...main.querySelectorAll("[id]")].map(element => element.id);
    ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => faults.push(`id twice: ${id}`));
    for (const image of main.querySelectorAll("img:not([alt])")) {
        faults.push(`picture without alternative: ${image.src.slice(0, 80)}`);
    }
    if (!document.documentElement.lang) faults.push("no language");
    if (!document.title.trim()) faults.push("no title");
    return faults;
}"""


class Keyboard:
    """The keys that a person presses in a `Browser`; no mouse, no touch, no script.

    At each stop of the Tab key the focus must show, lie in the window and have a name.
    """

    def __init__(self, browser):
        self.page = browser.page
        self.browser = browser
        self.stops = 0
        self._devtools = self.page.context.new_cdp_session(self.page)

    def go(self, selector, key="Tab"):
        """Press Tab until the focus is on the element that the selector names, once it shows."""
        self.page.wait_for_selector(selector)
        seen = []
        for _step in range(PATIENCE):
            focus = self._look(selector)
            seen.append(focus["html"])
            if focus["on_page"]:
                self._check(focus)
            if focus["found"]:
                return
            self.page.keyboard.press(key)
            self.stops += 1
        raise AssertionError("%s is not reached by %s:\n%s" % (selector, key, "\n".join(seen)))

    def _look(self, selector):
        for _wait in range(30):
            focus = self.page.evaluate(FOCUS, selector)
            if focus["in_view"] and (focus["shows"] or not focus["on_page"]):
                break
            self.page.wait_for_timeout(100)  # the page may still scroll, the ring still appear
        return focus

    def _check(self, focus):
        faults = [
            sentence
            for sentence, fine in (
                ("the focus does not show", focus["shows"]),
                ("the focus is out of the window", focus["in_view"]),
                ("what has the focus has no name", focus["told"] or self._get_name()),
            )
            if not fine
        ]
        if faults:
            raise AssertionError("%s: %s" % (", ".join(faults), focus["html"]))

    def _get_name(self):
        """Return the name that Chromium tells a screen reader of what has the focus."""
        focus = self._devtools.send("Runtime.evaluate", {"expression": "document.activeElement"})
        tree = self._devtools.send(
            "Accessibility.getPartialAXTree",
            {"objectId": focus["result"]["objectId"], "fetchRelatives": False},
        )
        return tree["nodes"][0].get("name", {}).get("value", "").strip()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, selector, text):
        """Go to a field and write, in the place of what is there."""
        self.go(selector)
        self.press("Control+a")
        self.page.keyboard.type(text)

    def enter(self, selector, until):
        """Go to a link or a button, press Enter, and wait for what comes."""
        self.go(selector)
        self.press("Enter")
        self.page.wait_for_selector(until)

    def check_page(self):
        """Raise when a page is not fit to be read."""
        faults = self.page.evaluate(FAULTS)
        width = self.browser.overflows()
        if width > 0:
            faults.append("wider than the window by %s pixels" % width)
        if faults:
            raise AssertionError("%s: %s" % (self.page.url, "; ".join(faults)))
