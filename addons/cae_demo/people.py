"""The people of the example cooperative. All fictional; texts as its members would write them."""

# The paper that is handed over with each contract.
SCHEDULE = (
    "Barème de la contribution, voté par l'assemblée générale",
    "10 % du chiffre d'affaires hors taxes, sans la sous-traitance ni les gros achats.",
    "2,50 € par mois quand rien n'est facturé.",
)
COMPANY = {
    "name": "Les Ateliers du Fleuve",
    "street": "14 quai des Mariniers",
    "zip": "37000",
    "city": "Tours",
    "phone": "02 47 00 00 10",
    "email": "bonjour@ateliersdufleuve.example",
    "website": "https://ateliersdufleuve.example",
    # The check digits are right, the numbers are nobody's.
    "company_registry": "99988877900017",
    "vat": "FR34999888779",
    "cae_legal_form": "Scop SA à capital variable",
    "cae_register_city": "Tours",
    "cae_share_capital": 42000,
    "cae_representative": "Hélène Marchand, directrice générale",
}
IBAN = "FR7699999000370000012345638"

# code, name, how its postcodes begin
TERRITORIES = [
    ("TRS", "Tours (37)", "37"),
    ("BLS", "Blois (41)", "41"),
    ("ORL", "Orléans (45)", "45"),
]

POLES = [
    ("Artisanat et création", 2, "Bois, textile, céramique : atelier partagé et salons."),
    ("Numérique et image", 4, "Sites, graphisme, photographie : réponses communes."),
    ("Formation et conseil", 7, "Formateurs et consultants, avec leurs agréments."),
    ("Nature et alimentation", 10, "Jardins, traiteurs, maraîchage."),
]

# login: (name, group, phone). The password of each is the login.
STAFF = {
    "gerante": ("Hélène Marchand", "cae_socle.group_manager", "02 47 00 00 11"),
    "accompagnatrice": ("Claire Dupont", "cae_socle.group_advisor", "02 47 00 00 12"),
    "comptable": ("Samia Benali", "cae_socle.group_accountant", "02 47 00 00 13"),
}
PORTAL = {"entrepreneuse": "BOIS", "voisin": "WEBO"}
LOGINS = [*STAFF, *PORTAL]

# Contracts: (kind, months ago of the start, months of duration or None).
CAPE = [("cape", 10, 12)]
CAPE_NEW = [("cape", 3, 12)]
CESA = [("cape", 22, 12), ("cesa", 10, None)]
CESA_OLD = [("cesa", 40, None)]

# code, activity, person, address, territory, pole, months ago of the membership, contracts
ENTREPRENEURS = [
    (
        "BOIS",
        "L'Atelier du Cher, ébénisterie",
        "Maud Lacroix",
        ("12 rue des Tanneurs", "37000", "Tours"),
        "TRS",
        "Artisanat et création",
        24,
        CESA_OLD,
    ),
    (
        "WEBO",
        "Webologne, sites internet",
        "Thomas Girard",
        ("5 rue du Commerce", "41000", "Blois"),
        "BLS",
        "Numérique et image",
        None,
        CESA,
    ),
    (
        "JARD",
        "Les Jardins de Lucie",
        "Lucie Pelletier",
        ("3 chemin des Îles", "37270", "Montlouis-sur-Loire"),
        "TRS",
        "Nature et alimentation",
        None,
        CESA,
    ),
    (
        "FORM",
        "Déclic formation",
        "Karim Haddad",
        ("28 rue de Bourgogne", "45000", "Orléans"),
        "ORL",
        "Formation et conseil",
        24,
        CESA_OLD,
    ),
    (
        "CERA",
        "Terre de Sologne, céramique",
        "Jeanne Morin",
        ("7 place de l'Église", "41300", "Salbris"),
        "BLS",
        "Artisanat et création",
        None,
        CAPE,
    ),
    (
        "PHOT",
        "Loire en images, photographie",
        "Bastien Leroux",
        ("41 avenue de Grammont", "37000", "Tours"),
        "TRS",
        "Numérique et image",
        None,
        CAPE,
    ),
    (
        "TRAI",
        "La Table d'Inès, traiteur",
        "Inès Fontaine",
        ("9 rue des Carmes", "45000", "Orléans"),
        "ORL",
        "Nature et alimentation",
        None,
        CESA,
    ),
    (
        "COUT",
        "Fil et Loire, couture",
        "Agnès Robin",
        ("16 rue Nationale", "37400", "Amboise"),
        "TRS",
        "Artisanat et création",
        None,
        CAPE_NEW,
    ),
    (
        "CONS",
        "Cap transition, conseil",
        "Philippe Garnier",
        ("2 quai du Châtelet", "45000", "Orléans"),
        "ORL",
        "Formation et conseil",
        24,
        CESA_OLD,
    ),
    (
        "GRAP",
        "Studio Mouette, graphisme",
        "Chloé Besnard",
        ("22 rue Colbert", "37000", "Tours"),
        "TRS",
        "Numérique et image",
        None,
        CESA,
    ),
    (
        "VELO",
        "Le Vélo de Gaston, réparation",
        "Gaston Meunier",
        ("31 rue Denis-Papin", "41000", "Blois"),
        "BLS",
        "Artisanat et création",
        None,
        CAPE,
    ),
    (
        "MARA",
        "Herbes folles, plantes aromatiques",
        "Noémie Chauvin",
        ("Le Petit Clos", "45150", "Jargeau"),
        "ORL",
        "Nature et alimentation",
        None,
        CAPE_NEW,
    ),
]
