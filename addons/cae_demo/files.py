"""What is in the files of the example cooperative. All fictional; texts as the team writes them.

People are named as in people.py; kinds, questions and choices by their XML id in
cae_entrepreneur, without its prefix.
"""

# What is known about somebody beside the address.
DETAILS = {
    "Maud Lacroix": {
        "emergency_name": "Paul Lacroix (conjoint)",
        "emergency_phone": "06 00 00 00 60",
    },
    "Lucie Pelletier": {"emergency_name": "Anne Pelletier", "emergency_phone": "06 00 00 00 61"},
}
# Who sent them: prescribers and publics.
SENT_BY = {
    "Agnès Robin": ("cae_prescriber_france_travail", ("cae_public_job_seeker",)),
    "Bastien Leroux": ("cae_prescriber_web", ("cae_public_employee",)),
    "Gaston Meunier": ("cae_prescriber_local_mission", ("cae_public_young",)),
    "Noémie Chauvin": ("cae_prescriber_france_travail", ("cae_public_rural",)),
    "Chloé Besnard": ("cae_prescriber_member", ()),
}
SECOND_ADVISORS = {"Thomas Girard": "gerante", "Karim Haddad": "accompagnatrice"}

# person, kind, title, days ago of its date, days until it expires (None: does not), sent by
# the person
DOCUMENTS = [
    ("Maud Lacroix", "diploma", "CAP ébéniste", 1200, None, False),
    ("Maud Lacroix", "insurance", "Responsabilité civile professionnelle", 330, 35, True),
    ("Thomas Girard", "insurance", "Responsabilité civile professionnelle", 372, -7, True),
    ("Lucie Pelletier", "vehicle", "Carte grise du fourgon", 200, None, True),
    ("Jeanne Morin", "cv", "Parcours de Jeanne Morin", 320, None, False),
]

# Changed terms: person, months ago, new terms, reason.
AMENDMENTS = [
    (
        "Thomas Girard",
        4,
        {"change_working_time": True, "working_time": 28, "change_pay": True, "fixed_pay": 1500},
        "Une agence lui confie ses sites pour un an.",
    ),
]
RENEWED = "Jeanne Morin"

# The contract that is being prepared: person, what she undertakes to do.
PREPARED = ("Léonie Aubert", "Vendre ses premières estampes, fixer ses prix, tenir ses comptes.")

# What contracts say of each person: birth date and place; everybody is French but one.
IDENTITIES = {
    "Maud Lacroix": ("1984-03-12", "Tours (37)"),
    "Thomas Girard": ("1990-09-27", "Blois (41)"),
    "Lucie Pelletier": ("1987-01-19", "Angers (49)"),
    "Karim Haddad": ("1976-11-05", "Lyon 3e (69)"),
    "Inès Fontaine": ("1992-06-30", "Orléans (45)"),
    "Philippe Garnier": ("1969-04-08", "Bourges (18)"),
    "Chloé Besnard": ("1994-12-14", "Tours (37)"),
    "Jeanne Morin": ("1988-07-21", "Nantes (44)"),
    "Bastien Leroux": ("1985-10-02", "Le Mans (72)"),
    "Agnès Robin": ("1979-02-16", "Poitiers (86)"),
    "Gaston Meunier": ("2001-08-09", "Liège (Belgique)"),
    "Noémie Chauvin": ("1996-05-25", "Gien (45)"),
    "Léonie Aubert": ("1993-03-03", "Saumur (49)"),
}
FOREIGNERS = {"Gaston Meunier": "base.be"}

# Whoever has a CESA is in the staff register: sex as hr writes it.
STAFF_FACTS = {
    "Maud Lacroix": "female",
    "Thomas Girard": "male",
    "Lucie Pelletier": "female",
    "Karim Haddad": "male",
    "Inès Fontaine": "female",
    "Philippe Garnier": "male",
    "Chloé Besnard": "female",
}

# The account that Lucie Pelletier wants to be paid on; its check digits are right.
BANK_CHANGE = ("Lucie Pelletier", "FR76 9999 9000 3700 0678 9012 018")

# Somebody who will leave: person, reason, destination, comment, how many steps are done.
LEAVING = (
    "Gaston Meunier",
    "exit_reason_own_decision",
    "exit_destination_company",
    "Ouvre son atelier à son compte en janvier.",
    2,
)

# What was found on the entry conditions of Mathis Grosjean.
CONDITIONS = {
    "cae_entry_condition_field": ("met", ""),
    "cae_entry_condition_equipment": ("met", "Camion atelier, outillage complet."),
    "cae_entry_condition_diploma": ("met", "CQP cycle, dix ans en magasin."),
    "cae_entry_condition_ready": ("to_check", "Attend la réponse des deux entreprises."),
}
ANSWERS = {
    "offer": {
        "text": "Réparer les vélos des salariés sur leur lieu de travail, une fois par mois."
    },
    "service": {"text": "Une journée d'atelier, pièces en sus ; un contrat à l'année."},
    "tested": {"choice_id": "cae_diagnosis_choice_offer"},
    "clients": {"text": "Employeurs de plus de 50 salariés de la métropole ; ils paient tout."},
    "first_sale": {"yes_no": "yes"},
    "price": {"text": "320 € la journée ; à revoir, le déplacement n'y est pas."},
    "price_sure": {"scale": "2"},
    "means": {"text": "Camion payé, 3 000 € de côté."},
    "skills": {"text": "CQP cycle, dix ans de magasin."},
    "time": {"text": "Deux jours par semaine jusqu'en mars, puis plein temps."},
    "collective": {"scale": "4"},
}

# indicator, territory code (None: the whole cooperative), value
TARGETS = [
    ("contacts", None, 20),
    ("entries", None, 8),
    ("cesa", None, 4),
    ("exits", None, 3),
    ("positive", None, 60),
    ("months", None, 14),
    ("cesa", "TRS", 3),
    ("entries", "TRS", 4),
    ("entries", "BLS", 2),
    ("entries", "ORL", 2),
]
