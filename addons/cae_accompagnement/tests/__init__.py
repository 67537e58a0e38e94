from . import (
    test_appointment,
    test_booking,
    test_competency,
    test_competency_gap,
    test_competency_portal,
    test_formats,
    test_handover,
    test_report,
    test_report_rights,
    test_report_search,
    test_rhythm,
    test_roadmap,
)
