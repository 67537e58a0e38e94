from . import (
    cae_figures_export,
    cae_flow,
    cae_numbers,
    cae_target,
)
