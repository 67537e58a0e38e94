from . import (
    cae_directory_page,
    cae_entrepreneur,
    cae_form_answer,
    crm_lead,
    res_company,
    website,
)
