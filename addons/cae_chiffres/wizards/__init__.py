from . import cae_register
