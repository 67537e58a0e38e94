from . import test_contribution_floors, test_contribution_schedule, test_exit
