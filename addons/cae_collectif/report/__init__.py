from . import attendance_xlsx
