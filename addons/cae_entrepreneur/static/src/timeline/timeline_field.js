import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The life of a person, the latest first, by year. The server gives the events
 * (see models/abstract_timeline.py); each one that has a record opens it.
 */
export class TimelineField extends Component {
    static template = "cae_entrepreneur.TimelineField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get years() {
        const years = [];
        for (const event of this.props.record.data[this.props.name] || []) {
            const date = deserializeDate(event.date);
            if (!years.length || years.at(-1).year !== date.year) {
                years.push({ year: date.year, events: [] });
            }
            years.at(-1).events.push({ ...event, day: formatDate(date), isFuture: date > luxon.DateTime.now() });
        }
        return years;
    }

    open(event) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: event.title,
            res_model: event.model,
            res_id: event.res_id,
            views: [[false, "form"]],
        });
    }
}

export const timelineField = {
    component: TimelineField,
    displayName: _t("Timeline"),
    supportedTypes: ["json"],
};

registry.category("fields").add("cae_timeline", timelineField);
