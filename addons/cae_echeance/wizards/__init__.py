from . import (
    cae_deadline_done,
    cae_settings,
)
