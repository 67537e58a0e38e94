from . import cae_activity, cae_exit
