from . import cae_diagnosis_comparison
