from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give the people of before the first line of their history of stages.

    What was not noted then is not invented: the line begins on the day of the last contract
    of that kind, of the exit, or else of the file.
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False, "tracking_disable": True})
    cr.execute(
        """
        SELECT id FROM cae_entrepreneur person
         WHERE NOT EXISTS (
               SELECT FROM cae_entrepreneur_stage line WHERE line.entrepreneur_id = person.id)
        """
    )
    people = env["cae.entrepreneur"].browse(row[0] for row in cr.fetchall())
    env["cae.entrepreneur.stage"]._by_method().create(
        [
            {
                "entrepreneur_id": person.id,
                "stage": person.stage,
                "date_from": person._get_stage_date(default=person.create_date.date()),
            }
            for person in people
        ]
    )
