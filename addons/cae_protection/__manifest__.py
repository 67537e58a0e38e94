{
    "name": "CAE: protection",
    "summary": "Closes leaks of Odoo's calendar, messages, followers and activities",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "CAE Suite contributors",
    "website": "https://github.com/cae-suite/cae-suite",
    "license": "AGPL-3",
    "depends": ["mail", "portal", "calendar"],
    "data": ["security/protection_security.xml"],
}
