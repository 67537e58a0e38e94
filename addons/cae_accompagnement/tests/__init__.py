from . import test_competency, test_competency_gap, test_competency_portal
