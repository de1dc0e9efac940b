//! The five questions of the peers' `frames_at_scale.py` over the Parquet tables of their
//! generator, each from the files to the answer: one JSON line with the seconds, and the digests
//! by which the answers are compared.
//!
//! ```text
//! cargo bench --bench frames -- FOLDER [--queries q1,q2,q3,q4,q5] [--repeat N]
//! ```

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use pixrec::interactions::{
    Counter, ImageTraits, Interactions, KINDS, TopTraits, rows_of_images, tag_pairs,
};
use pixrec::query::traits::{COUNT, KIND, kind};
use pixrec::tables::labels::{FILENAME, LabelTables, NAME};
use pixrec::tables::parquet::{scan, write};
use polars::prelude::*;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// How many colours and tags of a user the third question asks for, in the order of the kinds.
const MOST: [usize; KINDS.len()] = [3, 0, 0, 5];
/// How many rows the second and the fourth question ask for.
const FIRST: usize = 20;

/// `(key, count)` in order.
type Rows = Vec<(String, u64)>;

fn main() -> Result<()> {
    let arguments = Arguments::read()?;
    let tables = Tables {
        folder: arguments.folder,
        out: std::env::temp_dir().join(format!("pixrec-frames-{}.parquet", std::process::id())),
    };
    let (mut walls, mut cpus, mut digests) = (Map::new(), Map::new(), Map::new());
    for query in &arguments.queries {
        let (mut wall, mut cpu) = (Vec::new(), Vec::new());
        for _ in 0..arguments.repeat {
            let (begin, busy) = (Instant::now(), cpu_seconds()?);
            let rows = tables.answer(query)?;
            wall.push(begin.elapsed().as_secs_f64());
            cpu.push(cpu_seconds()? - busy);
            // Of a table that was written, what the peers compare of it.
            let rows = if rows.is_empty() {
                tables.profiles_in_short()?
            } else {
                rows
            };
            digests.insert(query.clone(), digest(&rows).into());
        }
        walls.insert(query.clone(), median(wall));
        cpus.insert(query.clone(), median(cpu));
    }
    std::fs::remove_file(&tables.out).ok();
    let told = json!({
        "peer": "frames-pixrec",
        "median_s": walls,
        "median_cpu_s": cpus,
        "digests": digests,
        "peak_rss_mb": peak_rss_mb()?,
    });
    println!("{told}");
    Ok(())
}

struct Arguments {
    folder: PathBuf,
    queries: Vec<String>,
    repeat: usize,
}

impl Arguments {
    fn read() -> Result<Self> {
        let mut read = Self {
            folder: PathBuf::new(),
            queries: ["q1", "q2", "q3", "q4", "q5"].map(String::from).to_vec(),
            repeat: 3,
        };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut value = || {
                words
                    .next()
                    .with_context(|| format!("{word} needs a value"))
            };
            match word.as_str() {
                // What `cargo bench` hands on.
                "--bench" => {}
                "--queries" => read.queries = value()?.split(',').map(str::to_owned).collect(),
                "--repeat" => read.repeat = value()?.parse()?,
                _ => read.folder = word.into(),
            }
        }
        Ok(read)
    }
}

/// The generator's tables.
struct Tables {
    folder: PathBuf,
    /// Where the profiles are written.
    out: PathBuf,
}

impl Tables {
    /// A table with the names that pixrec has for its columns.
    fn open(&self, name: &str, renamed: &[(&str, &str)]) -> Result<LazyFrame> {
        let table = scan(&self.folder.join(format!("{name}.parquet")))?;
        let (from, to): (Vec<&str>, Vec<&str>) = renamed.iter().copied().unzip();
        Ok(table.rename(from, to, true))
    }

    fn labels(&self) -> Result<LabelTables> {
        Ok(LabelTables {
            labels: self.open("images", &[("image", FILENAME)])?,
            colors: self.open("colors", &[("image", FILENAME), ("color_name", NAME)])?,
            tags: self.open("tags", &[("image", FILENAME)])?,
        })
    }

    fn favorites(&self) -> Result<LazyFrame> {
        self.open("favorites", &[("image", FILENAME)])
    }

    fn answer(&self, query: &str) -> Result<Rows> {
        let labels = self.labels()?;
        let interactions = || Interactions::of(self.favorites()?, &labels);
        // What images are liked for does not depend on who likes them.
        let liked = || -> Result<(ImageTraits, Vec<u32>)> {
            let traits = ImageTraits::of(&labels)?;
            let likes = rows_of_images(self.favorites()?, &traits.images)?;
            Ok((traits, likes))
        };
        Ok(match query {
            "q1" => popular(liked()?, kind::COLOR, usize::MAX),
            "q2" => popular(liked()?, kind::TAG, FIRST),
            "q3" => {
                let table = TopTraits {
                    interactions: Arc::new(interactions()?),
                    most: MOST,
                };
                write(table.rows(), &self.out)?;
                Rows::new()
            }
            "q4" => pairs(liked()?),
            "q5" => shapes_by_color(&interactions()?),
            _ => bail!("there is no question {query}"),
        })
    }

    /// How many rows of each kind and rank there are, and the sum of their counts.
    fn profiles_in_short(&self) -> Result<Rows> {
        let short = scan(&self.out)?
            .group_by([col(KIND), col("rank")])
            .agg([len().alias("rows"), col(COUNT).cast(DataType::UInt64).sum()])
            .sort([KIND, "rank"], SortMultipleOptions::default())
            .collect()?;
        let text = |name: &str| short.column(name)?.cast(&DataType::String);
        let (kinds, ranks, rows) = (text(KIND)?, text("rank")?, text("rows")?);
        let counts = short.column(COUNT)?.u64()?;
        let keys = kinds
            .str()?
            .iter()
            .zip(ranks.str()?.iter())
            .zip(rows.str()?.iter());
        Ok(keys
            .zip(counts.iter())
            .map(|(((kind, rank), rows), count)| {
                let [kind, rank, rows] = [kind, rank, rows].map(Option::unwrap_or_default);
                (format!("{kind}{rank}:{rows}"), count.unwrap_or_default())
            })
            .collect())
    }
}

/// The most frequent values of a kind over all favourites.
fn popular((traits, likes): (ImageTraits, Vec<u32>), kind: &str, most: usize) -> Rows {
    let sums = traits.sums(&likes);
    let mut rows: Rows = traits
        .of_kind(kind)
        .map(|number| (traits.value(number).1.to_owned(), sums[number as usize]))
        .filter(|(_, count)| *count > 0)
        .collect();
    rows.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    rows.truncate(most);
    rows
}

fn pairs((traits, likes): (ImageTraits, Vec<u32>)) -> Rows {
    let tag = |number| traits.value(number).1;
    tag_pairs(&traits, &likes)
        .into_iter()
        .take(FIRST)
        .map(|pair| {
            let key = format!("{}|{}", tag(pair.first), tag(pair.second));
            (key, pair.count)
        })
        .collect()
}

/// How many favourites of the users with each most common colour have each orientation.
fn shapes_by_color(asked: &Interactions) -> Rows {
    let Interactions { favorites, traits } = asked;
    let shapes = traits.of_kind(kind::ORIENTATION);
    let width = shapes.len();
    let mut counts = vec![0_u64; traits.of_kind(kind::COLOR).len() * width];
    let mut counter = Counter::new(favorites, traits);
    for user in 0..favorites.users.len() {
        let [top, ..] = counter.top(user, [1, 0, 0, 0]);
        let Some(color) = top.first() else { continue };
        let own = &mut counts[color.number as usize * width..][..width];
        counter.count(user, |_, met| {
            for (total, shape) in own.iter_mut().zip(shapes.clone()) {
                *total += u64::from(met[shape as usize]);
            }
        });
    }
    let keys = traits.of_kind(kind::COLOR).flat_map(|color| {
        let shapes = shapes.clone();
        shapes.map(move |shape| format!("{}|{}", traits.value(color).1, traits.value(shape).1))
    });
    let rows = keys.zip(counts).filter(|(_, count)| *count > 0);
    rows.collect()
}

/// The peers' digest of `(key, count)` rows.
fn digest(rows: &Rows) -> String {
    let lines: Vec<String> = rows
        .iter()
        .map(|(key, count)| format!("{key}\t{count}"))
        .collect();
    let hash = Sha256::digest(lines.join("\n").as_bytes());
    hash.iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn median(mut seconds: Vec<f64>) -> Value {
    seconds.sort_by(f64::total_cmp);
    seconds
        .get(seconds.len() / 2)
        .map_or(Value::Null, |middle| {
            json!((middle * 1000.0).round() / 1000.0)
        })
}

/// Processor seconds of this process so far: fields 14 and 15 of `/proc/self/stat`, in hundredths.
fn cpu_seconds() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, rest) = stat
        .rsplit_once(") ")
        .context("/proc/self/stat has another form")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let ticks =
        |place: usize| Ok::<f64, anyhow::Error>(fields.get(place).context("too short")?.parse()?);
    Ok((ticks(11)? + ticks(12)?) / 100.0)
}

/// The most memory that this process held, in MB.
fn peak_rss_mb() -> Result<u64> {
    let status = std::fs::read_to_string(Path::new("/proc/self/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb: u64 = line
        .context("no VmHWM")?
        .trim()
        .trim_end_matches(" kB")
        .parse()?;
    Ok(kb / 1024)
}
