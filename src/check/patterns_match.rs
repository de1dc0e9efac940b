use super::{CheckDefinition, Evidence, Recount, Verdict, readable};
use crate::tables::patterns;

pub const DEFINITION: CheckDefinition = CheckDefinition {
    name: "the patterns are those of all favourites",
    run,
};

fn run(evidence: &Evidence<'_>) -> anyhow::Result<Verdict> {
    let stored = readable(&evidence.patterns)?;
    let recount = Recount::of(evidence)?;
    let counted = recount.patterns()?;
    let detail = format!(
        "{} colours, {} tags, {} pairs and {} clusters counted anew",
        counted.popular_colors.height(),
        counted.frequent_tags.height(),
        counted.tag_pairs.height(),
        counted.user_clusters.height()
    );
    let same = stored == patterns::to_json(&counted)?;
    let told = if same {
        detail
    } else {
        "patterns.json says something else".to_owned()
    };
    Ok(Verdict::when(same, told))
}
