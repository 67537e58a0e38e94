import { AutosaveFormController } from "@cae_reunion/autosave/autosave_form";
import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";

/** A topic is saved while one writes in the room, until the minutes are published. */
export class RoomFormController extends AutosaveFormController {
    get autosaves() {
        return this.model.root.data.meeting_state !== "published";
    }
}

registry.category("views").add("cae_room_form", {
    ...formView,
    Controller: RoomFormController,
});
