from . import (
    test_appointment,
    test_booking,
    test_competency,
    test_competency_gap,
    test_competency_portal,
    test_handover,
    test_formats,
    test_rhythm,
    test_roadmap,
)
