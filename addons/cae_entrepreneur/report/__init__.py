from . import page_footer
