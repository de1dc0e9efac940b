use super::{CheckDefinition, Evidence, Verdict};
use crate::chart::CHARTS;
use crate::imaging;

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "every chart is there as PNG and SVG",
    run,
};

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let mut bad = Vec::new();
    for chart in CHARTS {
        let (png, svg) = (format!("{}.png", chart.name), format!("{}.svg", chart.name));
        if !(evidence.chart)(&png).is_some_and(|bytes| imaging::inspect(&bytes).is_ok()) {
            bad.push(png);
        }
        if !(evidence.chart)(&svg).is_some_and(|bytes| {
            roxmltree::Document::parse(&String::from_utf8_lossy(&bytes)).is_ok()
        }) {
            bad.push(svg);
        }
    }
    Ok(Verdict::unless(
        &bad,
        "charts are missing or broken",
        format!("{} charts", CHARTS.len()),
    ))
}
