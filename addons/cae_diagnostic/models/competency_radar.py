"""Draws the radar: one SVG for the file, the portal and what is printed."""

from odoo.addons.cae_socle.engine import charts

RADIUS = 100
# where the labels stand, beyond the last ring
LABELS = 112
# series in the order in which they are drawn, with their look (see the template)
LOOKS = {
    "expected": {"stroke": "#6b655f", "opacity": 0.08, "width": 1, "dash": "1 3"},
    "self_first": {"stroke": "#6aa5a1", "opacity": 0, "width": 1.2, "dash": "5 3"},
    "self_last": {"stroke": "#246b67", "opacity": 0, "width": 2.2, "dash": "6 3"},
    "advisor_first": {"stroke": "#d99a80", "opacity": 0, "width": 1.2, "dash": ""},
    "advisor_last": {"stroke": "#a63f1c", "opacity": 0.12, "width": 2.2, "dash": ""},
}


def draw(env, data):
    """Return the chart as SVG (markup).

    :param dict data: see `cae.competency.assessment._get_side_by_side`
    """
    axes, top = data["axes"], data["top"]
    ends = [charts.find_axis(number, len(axes), RADIUS) for number in range(len(axes))]
    places = [charts.find_axis(number, len(axes), LABELS) for number in range(len(axes))]
    labels = get_series_labels(env)
    figures = []
    for name in LOOKS:
        values = [axis[name] for axis in axes]
        runs = charts.find_runs(values, top, RADIUS)
        if runs:
            whole = None not in values
            figures.append(
                {
                    "name": name,
                    "label": labels[name],
                    "points": charts.write_points(runs[0]) if whole else "",
                    "lines": [] if whole else [charts.write_points(run) for run in runs],
                    "dots": [point for run in runs for point in run],
                }
            )
    return env["ir.qweb"]._render(
        "cae_diagnostic.competency_radar",
        {
            "rings": [
                charts.write_points(points) for points in charts.find_rings(len(axes), top, RADIUS)
            ],
            "scale": [(str(level), -RADIUS * level / top) for level in range(int(top) + 1) if top],
            "ends": ends,
            "labels": [
                {"text": axis["label"], "x": x, "y": y, "anchor": charts.find_anchor(x)}
                for axis, (x, y) in zip(axes, places, strict=True)
            ],
            "figures": figures,
            "looks": LOOKS,
            "summary": describe(axes),
        },
    )


def get_legend(env, data):
    """Return [(look, label)] of what a chart shows, for a page that says it itself."""
    labels = get_series_labels(env)
    return [
        (LOOKS[name], labels[name])
        for name in LOOKS
        if any(axis[name] is not None for axis in data["axes"])
    ]


def get_series_labels(env):
    """Return how each series is called: to the person herself with `cae_own` in the context."""
    if env.context.get("cae_own"):
        return {
            "expected": env._("Expected level"),
            "self_first": env._("Me, first time"),
            "self_last": env._("Me, last time"),
            "advisor_first": env._("My advisor, first time"),
            "advisor_last": env._("My advisor, last time"),
        }
    return {
        "expected": env._("Expected level"),
        "self_first": env._("Person, first time"),
        "self_last": env._("Person, last time"),
        "advisor_first": env._("Advisor, first time"),
        "advisor_last": env._("Advisor, last time"),
    }


def describe(axes):
    """Return the chart in words, for those who do not see it."""
    said = [
        (axis["label"], axis["self_last" if axis["advisor_last"] is None else "advisor_last"])
        for axis in axes
    ]
    return ", ".join(f"{label} {last}" for label, last in said if last is not None)
