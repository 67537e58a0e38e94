{
    "name": "CAE: the accountant's office",
    "summary": "Check of the activities against the ledger; take-over of old books",
    "version": "19.0.1.0.0",
    "category": "Services/Cooperative",
    "author": "CAE Suite contributors",
    "website": "https://github.com/cae-suite/cae-suite",
    "license": "AGPL-3",
    "depends": ["cae_gestion"],
    "data": [
        "security/ir.model.access.csv",
        "security/cae_ledger_check_security.xml",
        "security/cae_takeover_security.xml",
        "views/cae_ledger_check_views.xml",
        "views/cae_takeover_templates.xml",
        "views/cae_takeover_views.xml",
        "views/cae_takeover_mapping_views.xml",
    ],
}
