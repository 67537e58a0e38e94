from . import (
    test_attendance,
    test_attendance_pages,
    test_enrolment,
    test_format,
    test_half_day,
    test_performance,
    test_personal_data,
    test_portal_sessions,
    test_reports,
    test_rights,
)
