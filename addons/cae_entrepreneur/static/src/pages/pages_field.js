import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

/**
 * Lines that are opened and made on a page of their own: for records with buttons and a
 * history, which a dialog over the page of their parent has no room for.
 */
export class PagesField extends X2ManyField {
    async openRecord(record) {
        return this.switchToForm(record, {});
    }

    async onAdd() {
        const parent = this.props.record;
        if (!(await parent.save())) {
            return;
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: this.list.resModel,
            views: [[false, "form"]],
            context: {
                ...this.props.context,
                [`default_${this.field.relation_field}`]: parent.resId,
            },
        });
    }
}

registry.category("fields").add("cae_pages", { ...x2ManyField, component: PagesField });
