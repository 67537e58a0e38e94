from . import (
    calendar_attendee,
    calendar_event,
    ir_qweb_field,
    ir_rule,
    mail_activity_mixin,
    mail_followers,
    mail_mail,
    mail_render_mixin,
    mail_thread,
)
