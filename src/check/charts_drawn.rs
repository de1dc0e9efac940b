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
        let drawn = (evidence.chart)(&png).is_some_and(|bytes| imaging::inspect(&bytes).is_ok());
        let written = (evidence.chart)(&svg).is_some_and(|bytes| is_xml(&bytes));
        bad.extend((!drawn).then_some(png));
        bad.extend((!written).then_some(svg));
    }
    if !evidence.charts_wanted && bad.len() == 2 * CHARTS.len() {
        return Ok(Verdict::when(true, "no charts were drawn".to_owned()));
    }
    Ok(Verdict::unless(
        &bad,
        "charts are missing or broken",
        format!("{} charts", CHARTS.len()),
    ))
}

fn is_xml(bytes: &[u8]) -> bool {
    roxmltree::Document::parse(&String::from_utf8_lossy(bytes)).is_ok()
}
