def about(field, error):
    """Return an error that names the field to correct: an import shows it in that column.

    >>> about("date_end", ValueError("too late")).cae_field
    'date_end'
    """
    error.cae_field = field
    return error
