from . import test_directory, test_engine, test_first_meeting, test_home
