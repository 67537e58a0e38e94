from . import cae_attendance_note, cae_attendance_paper, cae_enrolment, cae_settings
