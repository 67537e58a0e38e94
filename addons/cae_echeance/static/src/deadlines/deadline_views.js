import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

import { Component, onWillStart, useState } from "@odoo/owl";

/** Above what is due: the documents that wait for the user's signature, each one a link. */
export class WaitingDocuments extends Component {
    static template = "cae_echeance.WaitingDocuments";
    static props = {};

    setup() {
        this.action = useService("action");
        const orm = useService("orm");
        this.state = useState({ title: "", documents: [], more: "" });
        onWillStart(async () => {
            Object.assign(this.state, await orm.call("cae.deadline", "get_waiting_documents", []));
        });
    }

    open(document) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: document.model,
            res_id: document.id,
            views: [[false, "form"]],
        });
    }
}

class DeadlineListController extends ListController {
    static template = "cae_echeance.DeadlineListView";
    static components = { ...ListController.components, WaitingDocuments };
}

class DeadlineKanbanController extends KanbanController {
    static template = "cae_echeance.DeadlineKanbanView";
    static components = { ...KanbanController.components, WaitingDocuments };
}

const views = registry.category("views");
views.add("cae_deadline_list", { ...listView, Controller: DeadlineListController });
views.add("cae_deadline_kanban", { ...kanbanView, Controller: DeadlineKanbanController });
