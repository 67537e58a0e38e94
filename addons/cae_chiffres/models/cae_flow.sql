-- One row per event in the lives of the people: see `cae.flow`, which reads this query as its table.

WITH gone AS (
    -- exits that took effect, numbered for each person: how many went before
    SELECT leaving.*,
        row_number() OVER (PARTITION BY entrepreneur_id ORDER BY date_exit, id) - 1 AS stay
    FROM (
        SELECT id * 8 + %(exit)s AS id, entrepreneur_id, company_id, territory_id,
            date_exit, destination_id, reason_id, is_positive
        FROM cae_exit
        WHERE state IN ('confirmed', 'closed') AND date_effect IS NOT NULL
        UNION ALL
        -- left before exits were recorded
        SELECT person.id * 8 + %(former)s, person.id, person.company_id, person.territory_id,
            person.date_exit, NULL, NULL, FALSE
        FROM cae_entrepreneur person
        WHERE person.stage = 'former' AND person.date_exit IS NOT NULL
            AND NOT EXISTS (
                SELECT 1 FROM cae_exit other
                WHERE other.entrepreneur_id = person.id
                    AND other.state IN ('confirmed', 'closed')
                    AND other.date_effect IS NOT NULL
                    AND other.date_exit >= COALESCE((
                        SELECT max(date_start) FROM cae_contract
                        WHERE entrepreneur_id = person.id AND state IN ('confirmed', 'ended')
                    ), other.date_exit)
            )
    ) leaving
),

agreed AS (
    -- contracts that were agreed, with their place in the person's present stay
    SELECT staying.*,
        row_number() OVER (
            PARTITION BY entrepreneur_id, stay ORDER BY date_start, id
        ) AS place,
        row_number() OVER (
            PARTITION BY entrepreneur_id, stay, kind ORDER BY date_start, id
        ) AS place_in_kind,
        min(date_start) FILTER (WHERE kind = 'cape') OVER (
            PARTITION BY entrepreneur_id, stay
        ) AS first_cape
    FROM (
        SELECT contract.id, contract.entrepreneur_id, contract.company_id, contract.kind,
            contract.date_start, count(gone.id) AS stay
        FROM cae_contract contract
        LEFT JOIN gone ON gone.entrepreneur_id = contract.entrepreneur_id
            AND gone.date_exit < contract.date_start
        WHERE contract.state IN ('confirmed', 'ended')
        GROUP BY contract.id
    ) staying
),

event AS (
    SELECT lead.id * 8 + %(lead)s AS id,
        -- received late on 31 December in Paris is still this year there, not next year in UTC
        (lead.create_date AT TIME ZONE 'UTC'
            AT TIME ZONE COALESCE(partner.tz, %(zone)s))::date AS date,
        'contact' AS kind,
        NULL::varchar AS contract_kind,
        lead.cae_entrepreneur_id AS entrepreneur_id,
        lead.id AS lead_id,
        lead.company_id,
        lead.cae_territory_id AS territory_id,
        lead.cae_prescriber_id AS prescriber_id,
        lead.user_id AS advisor_id,
        NULL::integer AS destination_id,
        NULL::integer AS reason_id,
        NULL::boolean AS is_positive,
        NULL::integer AS to_cesa_days
    FROM crm_lead lead
    JOIN res_company company ON company.id = lead.company_id
    JOIN res_partner partner ON partner.id = company.partner_id
    WHERE lead.cae_intake AND (lead.active OR lead.cae_decision IS NOT NULL)

    UNION ALL
    -- entries, people who go from CAPE to CESA, and renewals
    SELECT happened.id, happened.date, happened.kind, contract.kind,
        contract.entrepreneur_id, NULL, contract.company_id,
        -- that in the contract's terms on the day, else the person's
        COALESCE((
            SELECT version.territory_id FROM cae_contract_version version
            WHERE version.contract_id = contract.id AND version.date_from <= happened.date
            ORDER BY version.id DESC LIMIT 1
        ), person.territory_id),
        person.prescriber_id, person.referent_id, NULL, NULL, NULL, happened.to_cesa_days
    FROM (
        SELECT id * 8 + %(contract)s AS id, id AS contract_id, date_start AS date,
            CASE WHEN place > 1 THEN 'cape_to_cesa' ELSE 'entry_' || kind END AS kind,
            CASE WHEN place > 1 THEN date_start - first_cape END AS to_cesa_days
        FROM agreed
        WHERE place = 1 OR kind = 'cesa' AND place_in_kind = 1
        UNION ALL
        SELECT id * 8 + %(renewal)s, contract_id, date_effect, 'renewal', NULL
        FROM cae_contract_amendment
        WHERE kind = 'renewal' AND state = 'confirmed'
    ) happened
    JOIN cae_contract contract ON contract.id = happened.contract_id
        AND contract.state IN ('confirmed', 'ended')
    JOIN cae_entrepreneur person ON person.id = contract.entrepreneur_id

    UNION ALL
    -- exits of people who had a contract
    SELECT gone.id, gone.date_exit, 'exit', last_contract.kind, gone.entrepreneur_id, NULL,
        gone.company_id, gone.territory_id, person.prescriber_id, person.referent_id,
        gone.destination_id, gone.reason_id,
        gone.is_positive AND gone.destination_id IS NOT NULL, NULL
    FROM gone
    JOIN cae_entrepreneur person ON person.id = gone.entrepreneur_id
    JOIN (
        SELECT DISTINCT ON (entrepreneur_id, stay) entrepreneur_id, stay, kind
        FROM agreed
        ORDER BY entrepreneur_id, stay, date_start DESC, id DESC
    ) last_contract ON last_contract.entrepreneur_id = gone.entrepreneur_id
        AND last_contract.stay = gone.stay
),

judged AS (
    SELECT event.*,
        kind = 'cape_to_cesa' OR kind = 'exit' AND contract_kind = 'cape' AS is_cape_outcome,
        kind = 'cape_to_cesa' OR is_positive AS led_to_something
    FROM event
)

-- what is counted of each event; nothing (not 0) where an average leaves it out
SELECT judged.*,
    (kind = 'contact')::int AS contact_count,
    (kind IN ('entry_cape', 'entry_cesa'))::int AS entry_count,
    (kind IN ('entry_cesa', 'cape_to_cesa'))::int AS cesa_count,
    (kind = 'renewal')::int AS renewal_count,
    (kind = 'exit')::int AS exit_count,
    (kind = 'exit' AND is_positive)::int AS positive_count,
    CASE WHEN kind = 'exit' THEN is_positive::int * 100 END AS positive_share,
    is_cape_outcome::int AS cape_outcome_count,
    (is_cape_outcome AND led_to_something)::int AS cape_positive_count,
    CASE WHEN is_cape_outcome THEN led_to_something::int * 100 END AS cape_positive_share,
    (kind = 'cape_to_cesa')::int AS to_cesa_count
FROM judged
