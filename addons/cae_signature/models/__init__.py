from . import (
    cae_signature_mixin,
    cae_signing_mixin,
    cae_signature,
    ir_attachment,
    ir_http,
    res_company,
)
