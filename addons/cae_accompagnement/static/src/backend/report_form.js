import { AutosaveFormController } from "@cae_reunion/autosave/autosave_form";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";

/** A report is saved while one writes it, as long as it is a draft. */
export class ReportFormController extends AutosaveFormController {
    get autosaves() {
        return this.model.root.data.state === "draft";
    }

    get missing() {
        return this.model.root.data.person_ids.count
            ? ""
            : _t("Not saved yet: say who the report is about.");
    }
}

registry.category("views").add("cae_report_form", {
    ...formView,
    Controller: ReportFormController,
});
