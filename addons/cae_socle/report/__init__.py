from . import page_footer, workbook
