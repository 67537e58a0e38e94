from odoo.http import Stream
from odoo.tools.mimetypes import guess_mimetype

TEXTS = {"csv": "text/csv", "ics": "text/calendar"}


def give_file(content, name, as_attachment=True):
    """Answer with a file that only the person who asked for it gets, and no browser keeps.

    :param bytes content: says what kind of file it is; of a text its name does
    :param str name: under which it is saved
    :param as_attachment: whether it is saved at once, or shown
    """
    mimetype = TEXTS.get(name.rpartition(".")[2]) or guess_mimetype(content)
    stream = Stream(type="data", data=content, mimetype=mimetype, download_name=name)
    response = stream.get_response(as_attachment=bool(as_attachment))
    response.headers["Cache-Control"] = "private, no-store"
    return response
