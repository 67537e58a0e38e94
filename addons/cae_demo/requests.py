"""Who asked for a first meeting. All fictional; texts as the team would write them.

Each one: name, phone, postcode, town, project, channel, prescriber and publics (XML ids of
cae_entrepreneur, without their prefix), step, days ago, decision (None while it is open).
A decision: outcome, reason, what was said to the person.
"""

REQUESTS = [
    (
        "Sonia Marais",
        "06 00 00 00 41",
        "37300",
        "Joué-lès-Tours",
        "Restaurer des chaises et des fauteuils anciens. J'ai suivi une formation de tapissière "
        "l'an dernier et j'ai déjà deux commandes de voisins.",
        "website",
        "cae_prescriber_france_travail",
        ("cae_public_job_seeker",),
        "new",
        1,
        None,
    ),
    (
        "Yanis Belkacem",
        "06 00 00 00 42",
        "41000",
        "Blois",
        "Vidéos de présentation pour les artisans et les associations de la région.",
        "website",
        "cae_prescriber_local_mission",
        ("cae_public_young",),
        "new",
        3,
        None,
    ),
    (
        "Odile Verdier",
        "06 00 00 00 43",
        "45100",
        "Orléans",
        "Conseil en organisation pour les cabinets paramédicaux, après vingt ans comme "
        "secrétaire médicale.",
        "phone",
        "cae_prescriber_bge",
        ("cae_public_senior",),
        "meeting",
        9,
        None,
    ),
    (
        "Mathis Grosjean",
        "06 00 00 00 44",
        "37000",
        "Tours",
        "Ateliers de réparation de vélos dans les entreprises.",
        "event",
        "cae_prescriber_member",
        (),
        "study",
        20,
        None,
    ),
    (
        "Rachel Oliveira",
        "06 00 00 00 45",
        "41200",
        "Romorantin-Lanthenay",
        "Une épicerie en vrac itinérante. Rien n'est encore chiffré.",
        "website",
        "cae_prescriber_web",
        (),
        "decided",
        48,
        (
            "redirected",
            "L'idée est bonne mais l'étude de marché reste à faire.",
            "Nous vous conseillons l'accompagnement à l'émergence du Tremplin ; revenez nous voir "
            "avec une première étude.",
        ),
    ),
    (
        "Simon Lecomte",
        "06 00 00 00 48",
        "45000",
        "Orléans",
        "Vente de vêtements en ligne.",
        "website",
        "cae_prescriber_web",
        (),
        "decided",
        1200,
        (
            "informed",
            "Ne cherchait que des renseignements.",
            "Nous vous avons dit comment la coopérative accompagne ; revenez quand vous voulez.",
        ),
    ),
    (
        "Denis Carpentier",
        "06 00 00 00 46",
        "45000",
        "Orléans",
        "Couverture et zinguerie.",
        "phone",
        None,
        (),
        "decided",
        62,
        (
            "wrong_frame",
            "Métier du bâtiment : la coopérative n'a pas d'assurance décennale.",
            "Une coopérative du bâtiment pourra vous assurer : voici ses coordonnées.",
        ),
    ),
    (
        "Léonie Aubert",
        "06 00 00 00 47",
        "37100",
        "Tours",
        "Ateliers de gravure et vente d'estampes, avec une première exposition prévue.",
        "mail",
        "cae_prescriber_cae",
        ("cae_public_artist",),
        "decided",
        15,
        ("enters", "", "Bienvenue ! Nous préparons votre contrat d'appui."),
    ),
]

# What the advisor wrote about Mathis Grosjean's project.
DIAGNOSIS = {
    "person": "Mathis Grosjean",
    "strengths": "Dix ans de métier, un camion atelier, deux entreprises intéressées.",
    "weaknesses": "Prix trop bas, pas encore de plaquette.",
    "opportunities": "Forfait mobilités durables, plans de mobilité des employeurs.",
    "threats": "Saison creuse en hiver.",
    "next_steps": "Chiffrer une journée d'atelier ; rencontrer les deux entreprises.",
}

# Who left: (code, activity, person, address, territory, pole, months ago of the start, months,
# reason and destination (XML ids), comment).
FORMER = (
    "CUIR",
    "Cuir et compagnie, maroquinerie",
    "Hugo Perrin",
    ("18 rue du Port", "41000", "Blois"),
    "BLS",
    "Artisanat et création",
    16,
    12,
    "exit_reason_end_of_cape",
    "exit_destination_job",
    "Salarié d'une maison de maroquinerie depuis juillet.",
)
