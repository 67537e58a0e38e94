"""What stands behind `./cae`: one file per concern, standard library only.

`inside/` is the exception: those modules run within the Python environment of Odoo.
"""
