from . import attendance, sessions, show_code
