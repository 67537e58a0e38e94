from . import (
    cae_entrepreneur,
    cae_entry_condition,
    cae_lead_condition,
    cae_regulated_trade,
    cae_retention,
    cae_retention_line,
    cae_territory,
    crm_lead,
    ir_rule,
    res_company,
    res_partner,
)
