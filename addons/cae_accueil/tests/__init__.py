from . import (
    test_bad_inputs_intake,
    test_intake,
    test_staff_calls,
)
