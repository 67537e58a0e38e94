from . import (
    test_bad_inputs_intake,
    test_double,
    test_followers,
    test_intake,
    test_settings,
    test_staff_calls,
)
