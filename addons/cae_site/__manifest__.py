{
    "name": "CAE: public site",
    "summary": "First contact and directory of members on the cooperative's website",
    "version": "19.0.1.0.0",
    "category": "Services/Cooperative",
    "author": "CAE Suite contributors",
    "website": "https://github.com/cae-suite/cae-suite",
    "license": "AGPL-3",
    "depends": ["cae_accueil", "website"],
    "data": [
        "security/cae_site_security.xml",
        "security/ir.model.access.csv",
        "data/mail_template_data.xml",
        "data/website_menu_data.xml",
        "views/site_frame_templates.xml",
        "views/homepage_templates.xml",
        "views/form_guard_templates.xml",
        "views/form_sentences.xml",
        "views/first_meeting_templates.xml",
        "views/directory_templates.xml",
        "views/my_directory_templates.xml",
        "views/cae_directory_page_views.xml",
    ],
    "assets": {
        "web._assets_primary_variables": [
            (
                "after",
                "website/static/src/scss/primary_variables.scss",
                "cae_site/static/src/scss/fonts_primary.scss",
            ),
        ],
        "web._assets_secondary_variables": [
            (
                "after",
                "website/static/src/scss/secondary_variables.scss",
                "cae_site/static/src/scss/fonts_secondary.scss",
            ),
        ],
        "web.assets_frontend": ["cae_site/static/src/scss/cae_site.scss"],
    },
    "post_init_hook": "post_init_hook",
}
