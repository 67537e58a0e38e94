import { Component, onWillStart, useChildSubEnv, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { CallbackRecorder, useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { View } from "@web/views/view";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const STATE_ICONS = {
    proposed: "fa-lightbulb-o",
    accepted: "fa-circle-o",
    treated: "fa-check-circle",
    postponed: "fa-share",
};

/**
 * A meeting while it takes place: the agenda on the left, the topic one talks about on the
 * right, in its own form. Leaving a topic saves it.
 */
export class MeetingRoom extends Component {
    static template = "cae_reunion.MeetingRoom";
    static components = { Layout, View };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.meetingId = this.props.action.context.active_id;
        // what the form of the topic does before one leaves it: save
        this.leaving = new CallbackRecorder();
        this.state = useState({
            meeting: null,
            topics: [],
            topicId: false,
            isLeaving: false,
            adding: "",
        });
        // the same objects at each drawing: a form that is given new ones reads its topic again
        this.formProps = {
            type: "form",
            resModel: "cae.meeting.topic",
            context: { form_view_ref: "cae_reunion.cae_meeting_topic_view_form_room" },
            display: { controlPanel: false },
            className: "o_cae_room_topic",
            loadActionMenus: false,
            __beforeLeave__: this.leaving,
        };
        this.display = { controlPanel: {} };
        this.icons = STATE_ICONS;
        // the page is named after what one does there, not after the topic in its form
        this.env.config.setDisplayName(_t("Topic by topic"));
        useChildSubEnv({ config: { ...this.env.config, setDisplayName: () => {} } });
        useSetupAction({ beforeLeave: () => this.save() });
        onWillStart(() => this.load());
    }

    async load(topicId = this.state.topicId) {
        const [meeting] = await this.orm.read(
            "cae.meeting",
            [this.meetingId],
            ["display_name", "state"]
        );
        const topics = await this.orm.searchRead(
            "cae.meeting.topic",
            [
                ["meeting_id", "=", this.meetingId],
                ["state", "!=", "refused"],
            ],
            ["name", "minutes", "state", "aim"],
            { order: "sequence, id" }
        );
        if (!topics.some((topic) => topic.id === topicId)) {
            const next = topics.find((topic) => topic.state === "accepted") || topics[0];
            topicId = next ? next.id : false;
        }
        // at once: the form of the topic is drawn a single time
        Object.assign(this.state, { meeting, topics, topicId, isLeaving: false });
    }

    get viewProps() {
        return { ...this.formProps, resId: this.state.topicId };
    }

    get isOpen() {
        return this.state.meeting.state !== "published";
    }

    async save() {
        for (const callback of this.leaving.callbacks) {
            if ((await callback({})) === false) {
                return false;
            }
        }
        return true;
    }

    /**
     * Save the topic that is shown, then go on. Its form stays on the page until the next one
     * is there: what one would write into it meanwhile would be lost, so that it takes nothing.
     */
    async leave(goOn) {
        this.state.isLeaving = true;
        try {
            if (await this.save()) {
                await goOn();
            }
        } finally {
            this.state.isLeaving = false;
        }
    }

    async choose(topicId) {
        if (topicId !== this.state.topicId) {
            await this.leave(() => this.load(topicId));
        }
    }

    async step(direction) {
        const index = this.state.topics.findIndex((topic) => topic.id === this.state.topicId);
        const next = this.state.topics[index + direction];
        if (next) {
            await this.choose(next.id);
        }
    }

    /** A topic that comes up during the meeting. */
    async add() {
        const name = this.state.adding.trim();
        if (!name) {
            return;
        }
        await this.leave(async () => {
            const [topicId] = await this.orm.create("cae.meeting.topic", [
                { name, meeting_id: this.meetingId, state: "accepted", sequence: 100 },
            ]);
            this.state.adding = "";
            await this.load(topicId);
        });
    }

    async openMeeting() {
        await this.leave(() =>
            this.action.doAction({
                type: "ir.actions.act_window",
                res_model: "cae.meeting",
                res_id: this.meetingId,
                views: [[false, "form"]],
            })
        );
    }

    stateLabel(topic) {
        return {
            proposed: _t("Proposed"),
            accepted: _t("On the agenda"),
            treated: _t("Treated"),
            postponed: _t("Postponed"),
        }[topic.state];
    }
}

registry.category("actions").add("cae_reunion.room", MeetingRoom);
