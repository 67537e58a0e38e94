from . import (
    cae_signature_mixin,
    cae_signing_mixin,
    cae_signing_sending,
    cae_signing_person,
    cae_signing_countersign,
    cae_signing_paper,
    cae_signing_timeline,
    ir_attachment,
    ir_http,
    res_company,
)
