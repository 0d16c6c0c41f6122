"""The look of the drawing: colours for light and dark pages, lines and letters."""

_COLOURS = {
    "page": ("#ffffff", "#0d1117"),
    "ink": ("#1f2328", "#e6edf3"),
    "muted": ("#59636e", "#9198a1"),
    "line": ("#7d8590", "#6e7681"),
    "soft": ("#d1d9e0", "#30363d"),
    "box": ("#ffffff", "#151b23"),
    "pass": ("#1a7f37", "#3fb950"),
    "pass-box": ("#f0fbf3", "#0f2417"),
    "waived": ("#9a6700", "#d29922"),
    "waived-box": ("#fff9e5", "#272111"),
    "fail": ("#cf222e", "#f85149"),
    "fail-box": ("#fff1f0", "#2d1517"),
    "unknown": ("#8250df", "#b083f0"),
    "unknown-box": ("#f9f4ff", "#221a33"),
    "outside": ("#0969da", "#4493f8"),
}


def _variables(which: int) -> str:
    return "".join(f"--{name}:{pair[which]};" for name, pair in _COLOURS.items())


STYLE = f"""\
svg{{{_variables(0)}font-family:system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}}
@media(prefers-color-scheme:dark){{svg{{{_variables(1)}}}}}
text{{fill:var(--ink)}}
.page{{fill:var(--page)}}
.head{{font-size:20px;font-weight:650}}
.sub,.key{{font-size:12px}}
.sub,.small{{fill:var(--muted)}}
.small{{font-size:11px}}
.group{{font-size:12px;font-weight:600;fill:var(--muted)}}
.name{{font-size:13px;font-weight:600}}
.name.only{{font-size:11px;font-weight:400}}
.box{{fill:var(--box);stroke:var(--line);stroke-width:1.2}}
.pass .box{{fill:var(--pass-box);stroke:var(--pass);stroke-width:1.5}}
.waived .box{{fill:var(--waived-box);stroke:var(--waived);stroke-width:1.5}}
.waived .inner{{fill:none;stroke:var(--waived);stroke-width:1}}
.fail .box{{fill:var(--fail-box);stroke:var(--fail);stroke-width:2.4}}
.unknown .box{{fill:var(--unknown-box);stroke:var(--unknown);stroke-width:1.5}}
.not-due .box{{stroke-dasharray:1.5 3.5;stroke-linecap:round;stroke-width:1.8}}
.file .box,.external .box,.missing .box{{stroke-dasharray:6 4}}
.external .box{{stroke:var(--outside)}}
.missing .box{{stroke:var(--fail);stroke-width:1.8}}
.missing .name{{fill:var(--fail)}}
.plate{{fill:var(--muted)}}
.badge.pass .plate{{fill:var(--pass)}}
.badge.waived .plate{{fill:var(--waived)}}
.badge.fail .plate{{fill:var(--fail)}}
.badge.unknown .plate{{fill:var(--unknown)}}
.badge.not-due .plate{{fill:none;stroke:var(--muted);stroke-width:1.5}}
.mark{{fill:none;stroke:var(--page);stroke-width:2.2;stroke-linecap:round;stroke-linejoin:round}}
.badge.not-due .mark{{stroke:var(--muted)}}
.badge.external .mark{{stroke:var(--outside);stroke-width:1.8}}
.badge.missing .mark{{stroke:var(--fail)}}
.line{{fill:none;stroke:var(--line);stroke-width:1.4}}
.tip{{fill:var(--line)}}
.line.link{{stroke-dasharray:2 4;stroke-linecap:round}}
.line.missing{{stroke:var(--fail);stroke-dasharray:6 4}}
.tip.missing{{fill:var(--fail)}}
.label{{font-size:10.5px;fill:var(--muted);text-anchor:middle;stroke:var(--page);stroke-width:4px;paint-order:stroke;stroke-linejoin:round}}
.rule{{stroke:var(--soft)}}
"""
