from . import contracts, import_template
