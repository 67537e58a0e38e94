"""The pages that members of the example cooperative show to clients."""

from .people import read

# by the code of the activity
PAGES = read("pages")


def show_pages(env, company):
    """Publish the pages of some members; the others have not chosen to be seen."""
    activities = env["cae.activity"].search(
        [("company_id", "=", company.id), ("code", "in", list(PAGES))]
    )
    env["cae.directory.page"].create(
        [
            {
                "entrepreneur_id": activity.entrepreneur_ids[:1].id,
                "published": True,
                **PAGES[activity.code],
            }
            for activity in activities
        ]
    )
