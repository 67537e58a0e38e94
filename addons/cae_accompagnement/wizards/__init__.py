from . import cae_diagnosis_comparison, cae_handover
