from . import (
    cae_guard_mixin,
    cae_state_mixin,
    cae_words_mixin,
    base,
    cae_form_answer,
    ir_actions_report,
    ir_attachment,
    ir_http,
    ir_module_module,
    ir_rule,
    ir_ui_menu,
    res_company,
)
