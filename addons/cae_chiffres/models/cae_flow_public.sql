-- The publics of the events of `cae.flow`: those of the request, or of the person's file.

CREATE VIEW cae_flow_public_rel AS (
    SELECT lead_id * 8 + %(lead)s AS flow_id, public_id
    FROM crm_lead_cae_public_rel
    UNION ALL
    SELECT source.id, rel.public_id
    FROM (
        SELECT id * 8 + %(contract)s AS id, entrepreneur_id FROM cae_contract
        UNION ALL
        SELECT id * 8 + %(renewal)s, entrepreneur_id FROM cae_contract_amendment
        UNION ALL
        SELECT id * 8 + %(exit)s, entrepreneur_id FROM cae_exit
        UNION ALL
        SELECT id * 8 + %(former)s, id FROM cae_entrepreneur
    ) source
    JOIN cae_entrepreneur_public_rel rel ON rel.entrepreneur_id = source.entrepreneur_id
)
