from . import (
    test_activity,
    test_contract,
    test_entrepreneur,
    test_followed,
    test_exit,
    test_performance,
    test_portal,
    test_rights,
    test_rpc,
)
