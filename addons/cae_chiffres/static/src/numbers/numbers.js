import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * The figures of a year against their targets: a card for the whole cooperative, one for each
 * territory (or prescriber, or public). Every figure opens the people behind it.
 */
export class Numbers extends Component {
    static template = "cae_chiffres.Numbers";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        const { year, dimension } = this.props.state || {};
        this.state = useState({ page: null });
        // Back from the people behind a figure, one finds the year one left.
        useSetupAction({
            getLocalState: () => ({
                year: this.state.page.year,
                dimension: this.state.page.dimension,
            }),
        });
        onWillStart(() => this.load(year || false, dimension || "territory"));
    }

    async load(year, dimension) {
        this.state.page = await this.orm.call("cae.numbers", "get_page", [year, dimension]);
    }

    showYear(step) {
        return this.load(this.state.page.year + step, this.state.page.dimension);
    }

    showBy(dimension) {
        return this.load(this.state.page.year, dimension);
    }

    openPeople(card, row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: `${row.label} · ${card.title} · ${this.state.page.year}`,
            res_model: "cae.flow",
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "pivot"],
                [false, "graph"],
            ],
            mobile_view_mode: "kanban",
            domain: row.domain,
            context: { cae_indicator: row.key },
        });
    }

    openTargets() {
        return this.action.doAction("cae_chiffres.cae_target_action", {
            additionalContext: {
                search_default_year: this.state.page.year,
                default_year: this.state.page.year,
            },
        });
    }

    openExport() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Export the figures"),
            res_model: "cae.figures.export",
            views: [[false, "form"]],
            target: "new",
            context: {
                default_year_from: this.state.page.year,
                default_year_to: this.state.page.year,
            },
        });
    }
}

registry.category("actions").add("cae_chiffres.numbers", Numbers);
