import { registry } from "@web/core/registry";
import { FloatField, floatField } from "@web/views/fields/float/float_field";

/**
 * A number that may be missing: the box is empty until somebody writes a number, and 0 is one.
 *
 * Whether there is one stands in the field `is_measured` of the same record.
 */
export class MeasuredValueField extends FloatField {
    get formattedValue() {
        return this.props.record.data.is_measured ? super.formattedValue : "";
    }

    /** Read what is typed, and note whether it is a number or nothing. */
    parse(text) {
        const isMeasured = Boolean(text.trim());
        const value = isMeasured ? super.parse(text) : 0;
        if (isMeasured !== this.props.record.data.is_measured) {
            this.props.record.update({ is_measured: isMeasured });
        }
        return value;
    }
}

registry.category("fields").add("cae_measured_value", {
    ...floatField,
    component: MeasuredValueField,
    fieldDependencies: [{ name: "is_measured", type: "boolean", readonly: false }],
});
