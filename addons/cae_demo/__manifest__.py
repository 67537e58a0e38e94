{
    "name": "CAE: example cooperative",
    "summary": "A small fictional cooperative, with people, invoices and months to close",
    "version": "19.0.1.0.0",
    "category": "Services/Cooperative",
    "author": "CAE Suite contributors",
    "website": "https://github.com/cae-suite/cae-suite",
    "license": "AGPL-3",
    "depends": [
        "cae_accompagnement",
        "cae_collectif",
        "cae_compta",
        "cae_gestion",
        "cae_reunion",
        "cae_site",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
