"""The pages that members of the example cooperative show to clients."""

from .people import read

# by the code of the activity
PAGES = read("pages")


def show_pages(coop):
    """Publish the pages of some members; the others have not chosen to be seen."""
    for code, told in PAGES.items():
        person = coop.person(code)
        coop.make("cae.directory.page", told, entrepreneur_id=person.id, published=True)
