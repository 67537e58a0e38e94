from . import (
    account_analytic_account,
    cae_activity,
    cae_contract,
    cae_entrepreneur,
    cae_pole,
    cae_territory,
    ir_actions_act_window,
    ir_actions_report,
    ir_http,
    res_company,
    res_partner,
)
