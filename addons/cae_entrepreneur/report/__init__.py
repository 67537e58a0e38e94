from . import figures_xlsx, page_footer
