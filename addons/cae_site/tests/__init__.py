from . import test_contact_merge, test_directory, test_first_meeting, test_home
