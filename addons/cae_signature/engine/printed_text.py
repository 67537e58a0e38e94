"""The text of a printed page, to be read on a phone or aloud."""

from lxml import html

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
UNREADABLE = ("img", "style", "script", "link", "meta")


def extract(page):
    """Return the body of a page as HTML that fits below the title of another page (str).

    >>> extract("<html><main><style>p {}</style><h1>Contract</h1><p>Between</p></main></html>")
    '<h2>Contract</h2><p>Between</p>'
    """
    tree = html.fromstring(page)
    for node in tree.xpath(" | ".join(f"//{tag}" for tag in UNREADABLE)):
        node.drop_tree()
    body = (tree.xpath("//main") or tree.xpath("//body") or [tree])[0]
    for level in reversed(range(len(HEADINGS) - 1)):
        for heading in body.iter(HEADINGS[level]):
            heading.tag = HEADINGS[level + 1]
    return "".join(html.tostring(child, encoding="unicode") for child in body)


def fill_frames(text, frames):
    """Return a text with the signatures in their frames, and without what is for a hand.

    :param str text: see ``extract``
    :param dict frames: {name of a cell: HTML that stands below its heading}

    >>> fill_frames("<p class='cae_by_hand'>Sign</p><td name='a'><b>A</b><p/></td>", {"a": "<i/>"})
    '<div><td name="a"><b>A</b><div><i></i></div></td></div>'
    """
    tree = html.fragment_fromstring(text, create_parent="div")
    for node in tree.find_class("cae_by_hand"):
        node.drop_tree()
    for name, shown in frames.items():
        for frame in tree.xpath(".//td[@name=$name]", name=name):
            for child in frame[1:]:
                frame.remove(child)
            frame.append(html.fragment_fromstring(shown, create_parent="div"))
    return html.tostring(tree, encoding="unicode")
