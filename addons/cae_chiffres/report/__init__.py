from . import cae_register_xlsx, figures_xlsx
