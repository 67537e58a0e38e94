from . import cae_handover
