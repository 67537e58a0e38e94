import { HtmlField, htmlField } from "@html_editor/fields/html_field";
import { registry } from "@web/core/registry";

/**
 * A text in a form that saves itself (see AutosaveFormController).
 *
 * Odoo makes a new editor when a record gets its number, and loses what was typed while the
 * first save was on its way; here the editor stays as long as the record is the same.
 */
export class AutosavedHtmlField extends HtmlField {
    get wysiwygKey() {
        return `${this.props.record.id}_${this.state.key}`;
    }
}

registry.category("fields").add("cae_autosaved_html", {
    ...htmlField,
    component: AutosavedHtmlField,
});
