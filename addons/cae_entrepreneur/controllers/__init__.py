from . import (
    file,
    import_template,
    login,
    portal,
)
