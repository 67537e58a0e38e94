"""Addresses that people paste, and others click on."""


def is_web_link(text):
    """Tell whether a text is one whole address of the web, and nothing that a browser runs.

    >>> is_web_link("https://visio.example.com/room"), is_web_link("http://visio.example.com")
    (True, True)
    >>> is_web_link("javascript:alert(1)"), is_web_link("visio.example.com"), is_web_link("")
    (False, False, False)
    >>> is_web_link("https://visio.example.com/room code 12")
    False
    """
    return text.startswith(("https://", "http://")) and len(text.split()) == 1
