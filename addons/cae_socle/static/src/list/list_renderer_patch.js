import { patch } from "@web/core/utils/patch";
import { ListRenderer } from "@web/views/list/list_renderer";

const TEXT = "input, textarea, [contenteditable='true']";

let pressed = null;
document.addEventListener("pointerdown", (ev) => (pressed = ev.target), { capture: true });

/**
 * Who clicks from a line into a text stays in the text.
 *
 * A line is left when the mouse button is released; drawn anew before that, it would take the
 * focus back, and what is typed next would go nowhere.
 */
patch(ListRenderer.prototype, {
    focusCell() {
        const text = document.activeElement?.matches(TEXT) && document.activeElement;
        if (!text || !text.contains(pressed) || this.rootRef.el.contains(text)) {
            super.focusCell(...arguments);
        }
    },
});
