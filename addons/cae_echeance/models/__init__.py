from . import (
    cae_deadline_source_mixin,
    cae_deadline,
    cae_deadline_reminder,
    mail_activity,
    res_company,
)
