from . import (
    cae_register_xlsx,
    figures_xlsx,
    page_footer,
    signature_page,
    workbook,
)
