{
    "name": "CAE: public site",
    "summary": "First contact and directory of members on the cooperative's website",
    "version": "19.0.1.0.0",
    "category": "Services/Cooperative",
    "author": "CAE Suite contributors",
    "website": "https://github.com/cae-suite/cae-suite",
    "license": "AGPL-3",
    "depends": ["cae_entrepreneur", "website"],
    "data": [
        "views/site_frame_templates.xml",
        "views/homepage_templates.xml",
    ],
    "post_init_hook": "post_init_hook",
}
