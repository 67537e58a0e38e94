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


def draw(env, data, own=False):
    """Return the chart as SVG (markup).

    :param dict data: see `cae.competency.assessment._get_side_by_side`
    :param bool own: whether the person herself looks at it
    """
    axes, top = data["axes"], data["top"]
    ends = [charts.find_axis(number, len(axes), RADIUS) for number in range(len(axes))]
    places = [charts.find_axis(number, len(axes), LABELS) for number in range(len(axes))]
    figures = []
    for name, look in get_legend(data):
        values = [axis[name] for axis in axes]
        whole = None not in values
        lines = charts.find_runs(values, top, RADIUS)
        figures.append(
            {
                "name": name,
                "look": look,
                "points": charts.write_points(lines[0]) if lines and whole else "",
                "lines": [] if whole else [charts.write_points(points) for points in lines],
                "dots": [point for points in lines for point in points],
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
            "own": own,
            "summary": describe(axes),
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
