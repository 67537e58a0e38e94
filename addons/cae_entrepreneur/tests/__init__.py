from . import (
    test_activity,
    test_contract,
    test_deadline,
    test_entrepreneur,
    test_exit,
    test_followed,
    test_intake,
    test_performance,
    test_portal,
    test_rights,
    test_rpc,
    test_stage_history,
)
