from . import (
    contracts,
    file,
    import_template,
    portal,
)
