"""The pages that members of the example cooperative show to clients."""

# code of the activity: (trade, town, what the member writes, web site)
PAGES = {
    "FORM": (
        "Formateur en bureautique et en numérique",
        "Orléans",
        "Formations courtes pour associations et petites entreprises : tableur, outils partagés, "
        "premiers pas avec un logiciel libre. En salle ou chez vous, dans le Loiret et à distance.",
        "https://declic-formation.example",
    ),
    "JARD": (
        "Jardinière-paysagiste",
        "Montlouis-sur-Loire",
        "Création et entretien de jardins sans produits chimiques, taille douce, potagers "
        "partagés. J'anime aussi des ateliers dans les écoles.",
        "",
    ),
    "TRAI": (
        "Traiteur, cuisine de saison",
        "Orléans",
        "Buffets, repas de réunion et plateaux livrés à vélo, avec les maraîchers de la région. "
        "Menus végétariens à la demande, de 10 à 120 couverts.",
        "https://table-ines.example",
    ),
    "PHOT": (
        "Photographe",
        "Tours",
        "Portraits, reportages d'entreprise et photos d'ateliers d'artisans. Studio mobile dans "
        "toute la Touraine.",
        "",
    ),
}


def show_pages(env, company):
    """Publish the pages of some members; the others have not chosen to be seen."""
    activities = env["cae.activity"].search(
        [("company_id", "=", company.id), ("code", "in", list(PAGES))]
    )
    env["cae.directory.page"].create(
        [
            {
                "entrepreneur_id": activity.entrepreneur_ids[:1].id,
                "published": True,
                "trade_name": trade,
                "place": town,
                "description": text,
                "website": website,
            }
            for activity in activities
            for trade, town, text, website in [PAGES[activity.code]]
        ]
    )
