"""What buttons answer to the browser: a form that opens, a sentence that is shown."""


def open_form(model, title=None, res_id=False, new=False, **defaults):
    """Return the action that opens a form.

    :param str model: whose form
    :param str title: of the window
    :param int res_id: the record, else a new one is made
    :param bool new: in a dialog
    :param defaults: values of the new record
    """
    action = {
        "type": "ir.actions.act_window",
        "res_model": model,
        "res_id": res_id,
        "view_mode": "form",
        "views": [(False, "form")],
        "target": "new" if new else "current",
        "context": {f"default_{field}": value for field, value in defaults.items()},
    }
    return action | ({"name": title} if title else {})


def notify(title, message, kind="success", sticky=False, then=None):
    """Return the action that shows a sentence.

    :param str kind: success, warning or danger
    :param dict then: the action that follows
    """
    params = {"title": title, "message": message, "type": kind, "sticky": sticky}
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": params | ({"next": then} if then else {}),
    }
