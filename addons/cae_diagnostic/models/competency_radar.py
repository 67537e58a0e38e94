"""Draws the radar: one SVG for the file, the portal and what is printed."""

from odoo.addons.cae_socle.engine import charts

# series in the order in which they are drawn, with their look (see the template)
LOOKS = {
    "expected": {"stroke": "#6b655f", "opacity": 0.08, "width": 1, "dash": "1 3"},
    "self_first": {"stroke": "#6aa5a1", "opacity": 0, "width": 1.2, "dash": "5 3"},
    "self_last": {"stroke": "#246b67", "opacity": 0, "width": 2.2, "dash": "6 3"},
    "advisor_first": {"stroke": "#d99a80", "opacity": 0, "width": 1.2, "dash": ""},
    "advisor_last": {"stroke": "#a63f1c", "opacity": 0.12, "width": 2.2, "dash": ""},
}


def draw(env, data, own=False):
    """Return the chart as SVG (markup).

    :param dict data: see `cae.competency.assessment._get_side_by_side`
    :param bool own: whether the person herself looks at it
    """
    return env["ir.qweb"]._render(
        "cae_diagnostic.competency_radar",
        {
            "axes": data["axes"],
            "top": data["top"],
            "legend": get_legend(data),
            "own": own,
            "summary": describe(data["axes"]),
            "find_anchor": charts.find_anchor,
            "find_axis": charts.find_axis,
            "find_rings": charts.find_rings,
            "find_runs": charts.find_runs,
            "write_points": charts.write_points,
        },
    )


def get_legend(data):
    """Return [(name, look)] of the series of which a chart shows something."""
    shown = {name for axis in data["axes"] for name in LOOKS if axis[name] is not None}
    return [(name, look) for name, look in LOOKS.items() if name in shown]


def describe(axes):
    """Return the chart in words, for those who do not see it."""
    said = [
        (axis["label"], axis["self_last" if axis["advisor_last"] is None else "advisor_last"])
        for axis in axes
    ]
    return ", ".join(f"{label} {last}" for label, last in said if last is not None)
