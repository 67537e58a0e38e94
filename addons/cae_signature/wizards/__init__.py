from . import (
    cae_certificate_replacement,
    cae_countersignature,
    cae_paper_signature,
)
