def migrate(cr, version):
    """Put the information sessions and who was expected aside, for `cae_collectif` to take over."""
    cr.execute(
        "SELECT to_regclass('cae_information_session'), to_regclass('cae_information_session_kept')"
    )
    there, kept = cr.fetchone()
    if not version or not there or kept:
        return
    cr.execute("ALTER TABLE crm_lead DROP CONSTRAINT IF EXISTS crm_lead_cae_session_id_fkey")
    cr.execute("DROP INDEX IF EXISTS crm_lead__cae_session_id_index")
    cr.execute("ALTER TABLE cae_information_session RENAME TO cae_information_session_kept")
    # beside the sessions: the columns of requests go with their fields
    cr.execute(
        "CREATE TABLE cae_information_session_lead_kept AS "
        "SELECT id AS lead_id, cae_session_id AS session_id, cae_session_attendance AS attendance "
        "FROM crm_lead WHERE cae_session_id IS NOT NULL"
    )
    cr.execute("ALTER TABLE crm_lead DROP COLUMN cae_session_id")
    cr.execute("ALTER TABLE crm_lead DROP COLUMN cae_session_attendance")
