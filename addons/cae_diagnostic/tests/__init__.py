from . import (
    test_competency,
    test_competency_gap,
    test_competency_portal,
    test_diagnosis,
    test_diagnosis_form,
    test_diagnosis_portal,
    test_guards,
    test_intake_diagnosis,
    test_merge,
)
