import json

from odoo.tools import SQL

OTHER = "Other reason"


def migrate(cr, version):
    """Turn the reason of exit that stood for health into "Other reason".

    Health data has no place in the ordinary file: the exits, and what their chatter noted of
    the reason, lose it. The name of before is overwritten in every language; the update that
    follows translates the new one.
    """
    if not version:
        return
    cr.execute(
        """
        SELECT res_id FROM ir_model_data
         WHERE module = 'cae_entrepreneur' AND name = 'exit_reason_health'
        """
    )
    found = cr.fetchone()
    if not found:
        return
    (reason_id,) = found
    cr.execute(
        """
        UPDATE ir_model_data SET name = 'exit_reason_other'
         WHERE module = 'cae_entrepreneur' AND name = 'exit_reason_health'
        """
    )
    cr.execute(
        SQL(
            "UPDATE cae_exit_reason SET name = %s WHERE id = %s",
            json.dumps({"en_US": OTHER}),
            reason_id,
        )
    )
    for side in ("old", "new"):
        cr.execute(
            SQL(
                """
                UPDATE mail_tracking_value value SET %(text)s = %(other)s
                  FROM ir_model_fields field
                 WHERE field.id = value.field_id AND field.model = 'cae.exit'
                   AND field.name = 'reason_id' AND value.%(number)s = %(reason_id)s
                """,
                text=SQL.identifier(f"{side}_value_char"),
                number=SQL.identifier(f"{side}_value_integer"),
                other=OTHER,
                reason_id=reason_id,
            )
        )
