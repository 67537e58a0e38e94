"""What the checks on every addon need to know of this one."""


def _find_directory_pages(env, user):
    pages = env["cae.directory.page"].search([("is_public", "=", True)], limit=1)
    return [values["url"] for values in pages._get_public_values()]


# Records to put into the addresses of pages.
PAGES = {"/entrepreneurs/": _find_directory_pages}
