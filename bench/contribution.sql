-- The documents of a month, and their lines with VAT and what is due, as one statement.
WITH moves AS (
    INSERT INTO account_move (
        name, journal_id, company_id, currency_id, partner_id, state, move_type,
        auto_post, date, invoice_date, cae_activity_id, create_uid, create_date)
    SELECT %(prefix)s || n, %(journal)s, %(company)s, %(currency)s, %(partner)s,
           'posted', %(move_type)s, 'no', %(day)s::date + (n %% 28)::int,
           %(day)s::date + (n %% 28)::int,
           (%(activities)s)[1 + n %% cardinality(%(activities)s)],
           %(uid)s, now()
      FROM generate_series(1, %(number)s) n
 RETURNING id, date, cae_activity_id, name
), items AS (
    SELECT move.*, 'product' AS kind,
           CASE (move.id + item.n) %% 2 WHEN 0 THEN %(account)s
                ELSE %(other_account)s END AS account,
           round((10 + move.id %% 1990 + item.n * 0.07)::numeric, 2) AS net
      FROM moves move
CROSS JOIN (SELECT n FROM generate_series(1, %(per_move)s) n) item
), all_items AS (
    SELECT id, date, cae_activity_id, name, account, kind, net AS amount FROM items
     UNION ALL
    SELECT id, date, cae_activity_id, name, %(vat)s, 'tax',
           round(sum(net) * 0.2, 2)
      FROM items GROUP BY 1, 2, 3, 4
     UNION ALL
    SELECT id, date, cae_activity_id, name, %(third)s, 'payment_term',
           -sum(net) - round(sum(net) * 0.2, 2)
      FROM items GROUP BY 1, 2, 3, 4
)
INSERT INTO account_move_line (
    move_id, move_name, journal_id, company_id, company_currency_id, currency_id,
    partner_id, account_id, parent_state, date, display_type, name,
    debit, credit, balance, amount_currency, cae_activity_id, create_uid,
    create_date)
SELECT id, name, %(journal)s, %(company)s, %(currency)s, %(currency)s, %(partner)s,
       account, 'posted', date, kind, 'Work',
       greatest(%(sign)s * amount, 0), greatest(-%(sign)s * amount, 0),
       %(sign)s * amount, %(sign)s * amount, cae_activity_id, %(uid)s, now()
  FROM all_items
