{
    "name": "CAE: foundation",
    "summary": "Groups, guards and documents on which the addons of the suite stand",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "CAE Suite contributors",
    "website": "https://github.com/cae-suite/cae-suite",
    "license": "AGPL-3",
    "depends": ["mail", "portal", "report_xlsx"],
    "external_dependencies": {"python": ["pypdf", "reportlab", "vobject"]},
    "data": [
        "security/cae_security.xml",
        "security/ir.model.access.csv",
        "report/numbered_report_templates.xml",
        "views/res_company_views.xml",
        "wizards/cae_settings_views.xml",
    ],
    "post_init_hook": "post_init_hook",
}
