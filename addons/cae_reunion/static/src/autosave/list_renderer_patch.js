import { patch } from "@web/core/utils/patch";
import { ListRenderer } from "@web/views/list/list_renderer";

/**
 * Who leaves a line for a text stays in the text.
 *
 * A line is left when the mouse button is released; drawn anew before that, it would take the
 * focus back, and what is typed next would go nowhere.
 */
patch(ListRenderer.prototype, {
    focusCell() {
        const active = document.activeElement;
        const typing = active?.matches("input, textarea, [contenteditable='true']");
        if (!typing || !active.closest(".o_cae_autosaved") || this.rootRef.el.contains(active)) {
            super.focusCell(...arguments);
        }
    },
});
