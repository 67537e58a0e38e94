from . import (
    test_figures_export,
    test_numbers,
    test_numbers_engine,
    test_register,
    test_workbook,
)
