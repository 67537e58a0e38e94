from . import cae_settings
