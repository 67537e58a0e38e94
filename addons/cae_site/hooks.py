"""What a website that nobody has set up yet shows of Odoo's example company goes away."""

PLACEHOLDERS = (
    "website.header_text_element",
    "website.header_call_to_action",
    "website.header_search_box",
)


def post_init_hook(env):
    """Take Odoo's placeholders off the websites, unless somebody has made a site already."""
    websites = env["website"].search([])
    if any(websites.mapped("configurator_done")):
        return
    for xmlid in PLACEHOLDERS:
        env.ref(xmlid).active = False
    env["website.menu"].search([("url", "=", "/contactus")]).unlink()
    env.ref("website.contactus_page").is_published = False
    home = env["website.page"].search([("url", "=", "/")])
    home.website_meta_description = False  # "This is the homepage of the website"
    for website in websites:
        website.name = website.company_id.name
