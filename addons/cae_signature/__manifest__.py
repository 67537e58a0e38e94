{
    "name": "CAE: signature",
    "summary": "Documents signed by a person, countersigned and sealed; the proof of a signature",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "CAE Suite contributors",
    "website": "https://github.com/cae-suite/cae-suite",
    "license": "AGPL-3",
    "depends": ["cae_socle", "mail", "portal"],
    "external_dependencies": {"python": ["pyhanko", "cryptography", "pypdf", "reportlab"]},
    "data": [
        "security/ir.model.access.csv",
        "data/mail_activity_type_data.xml",
        "wizards/cae_signing_wizard_views.xml",
    ],
    "assets": {"web.assets_frontend": ["cae_signature/static/src/signature/*"]},
    "post_init_hook": "post_init_hook",
}
