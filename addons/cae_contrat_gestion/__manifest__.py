{
    "name": "CAE: contracts and management",
    "summary": "Contributions by contract; what an activity leaves to who goes",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "CAE Suite contributors",
    "website": "https://github.com/cae-suite/cae-suite",
    "license": "AGPL-3",
    "depends": ["cae_contrat", "cae_gestion"],
    "auto_install": True,
}
