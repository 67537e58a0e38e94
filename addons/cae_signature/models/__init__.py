from . import (
    cae_signature_mixin,
    cae_signing_countersign_mixin,
    cae_signing_sending_mixin,
    cae_signing_person_mixin,
    cae_signing_paper_mixin,
    cae_signing_timeline_mixin,
    cae_signing_mixin,
    ir_attachment,
    ir_http,
    res_company,
)
