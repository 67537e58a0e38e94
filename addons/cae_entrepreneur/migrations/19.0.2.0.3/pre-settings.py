from odoo.tools import SQL


def migrate(cr, version):
    """Take our block out of Odoo's settings before their fields are gone.

    The choices are in a window of the cooperative's manager since; the view of before would
    break those of other addons while they are updated.
    """
    if not version:
        return
    cr.execute(
        """
        SELECT res_id FROM ir_model_data
         WHERE module = 'cae_entrepreneur' AND name = 'res_config_settings_view_form'
        """
    )
    found = cr.fetchone()
    if found:
        cr.execute(
            SQL("DELETE FROM ir_ui_view WHERE inherit_id = %(id)s OR id = %(id)s", id=found[0])
        )
        cr.execute(
            """
            DELETE FROM ir_model_data
             WHERE module = 'cae_entrepreneur' AND name = 'res_config_settings_view_form'
            """
        )
