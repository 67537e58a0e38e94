import { Component, onWillStart, onWillUpdateProps } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The ratings of an assessment as a grid: one click on a level rates a competency.
 *
 * Competencies stand below their domain, and each level shows the sign by which it is seen.
 * A click on the level that is chosen takes the rating back.
 */
export class RatingGrid extends Component {
    static template = "cae_diagnostic.RatingGrid";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.levels = [];
        this.signs = {};
        onWillStart(async () => {
            [this.levels] = await Promise.all([
                this.orm.searchRead(
                    "cae.competency.level",
                    [],
                    ["display_name", "name", "value", "description"]
                ),
                this.loadSigns(this.props),
            ]);
        });
        onWillUpdateProps((next) => this.loadSigns(next));
    }

    get ratings() {
        return this.props.record.data[this.props.name].records;
    }

    get domains() {
        const domains = new Map();
        for (const rating of this.ratings) {
            const name = rating.data.domain_name || rating.data.domain_id.display_name;
            domains.set(name, [...(domains.get(name) || []), rating]);
        }
        return [...domains].map(([name, ratings]) => ({
            name,
            ratings,
            rated: ratings.filter((rating) => rating.data.level_id).length,
        }));
    }

    async loadSigns(props) {
        const ids = props.record.data[props.name].records.map(
            (rating) => rating.data.competency_id.id
        );
        const known = ids.every((id) => id in this.signs);
        if (known) {
            return;
        }
        const signs = await this.orm.searchRead(
            "cae.competency.sign",
            [["competency_id", "in", ids]],
            ["competency_id", "level_id", "name"]
        );
        this.signs = Object.fromEntries(ids.map((id) => [id, {}]));
        for (const sign of signs) {
            this.signs[sign.competency_id[0]][sign.level_id[0]] = sign.name;
        }
    }

    sign(rating, level) {
        const signs = this.signs[rating.data.competency_id.id] || {};
        return signs[level.id] || level.description || level.name;
    }

    isChosen(rating, level) {
        return rating.data.level_id.id === level.id;
    }

    isExpected(rating, level) {
        return rating.data.is_expected && rating.data.expected_value === level.value;
    }

    choose(rating, level) {
        return rating.update({ level_id: this.isChosen(rating, level) ? false : level });
    }

    note(rating, ev) {
        return rating.update({ note: ev.target.value });
    }
}

registry.category("fields").add("cae_rating_grid", {
    component: RatingGrid,
    supportedTypes: ["one2many"],
    useSubView: true,
});
