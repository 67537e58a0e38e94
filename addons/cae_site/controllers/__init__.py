from . import directory, first_meeting, form_guard, my_directory
