from . import diagnosis_comparison_xlsx
