//! Snowy peaks: every mountain is a ridge line with a lit and a shaded face, ribs that throw
//! shadows down the slope, and bare rock where the snow ends.

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::ink::Ink;
use super::super::shape::Shape;

/// The inks of a snowy mountain.
#[derive(Debug, Clone, Copy)]
pub struct Snow {
    pub lit: Ink,
    pub shade: Ink,
    pub rock: Ink,
}

/// A range of mountains.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// `y` of its foot.
    pub base: f32,
    /// Height of its highest summit.
    pub rise: f32,
    /// Summits per unit of width.
    pub pace: f32,
    /// Where the light comes from.
    pub light_from_left: bool,
    /// How far down the snow reaches, 0 (none) to 1 (everywhere).
    pub snow_line: f32,
}

type Line = Vec<(f32, f32)>;

/// Paints a range, its lower mountains in front of the higher ones.
pub fn range(c: &mut Canvas, range: &Range, inks: &Snow, dice: &mut Dice) {
    let count = ((c.w * range.pace) as usize).max(2);
    let mut summits: Vec<(f32, f32)> = (0..count)
        .map(|i| {
            let x = c.w * (i as f32 + 0.5 + dice.gen_range(-0.42..0.42)) / count as f32;
            (x, range.rise * dice.gen_range(0.45..0.8_f32))
        })
        .collect();
    // One summit stands above the others, off the middle.
    if let Some(highest) = summits.get_mut(dice.gen_range(0..count)) {
        highest.1 = range.rise;
    }
    summits.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (x, height) in summits {
        peak(c, (x, range.base - height), height, range, inks, dice);
    }
}

/// One mountain from its summit down.
fn peak(c: &mut Canvas, top: (f32, f32), height: f32, range: &Range, inks: &Snow, dice: &mut Dice) {
    let spread = height * dice.gen_range(1.15..1.6);
    let foot = range.base + 0.01;
    let left = jagged(top, (top.0 - spread, foot), height * 0.05, 6, dice);
    let right = jagged(
        top,
        (top.0 + spread * dice.gen_range(0.85..1.15), foot),
        height * 0.05,
        6,
        dice,
    );
    let sway = height * dice.gen_range(-0.25..0.25_f32);
    let spine = jagged(top, (top.0 + sway, foot), height * 0.11, 5, dice);
    let (bright, dim) = if range.light_from_left {
        (&left, &right)
    } else {
        (&right, &left)
    };
    let stone = inks.rock.mix(inks.shade, 0.35);
    face(
        c,
        bright,
        &spine,
        range,
        (inks.lit.mix(inks.shade, 0.12), stone.mix(inks.lit, 0.25)),
        dice,
    );
    face(
        c,
        dim,
        &spine,
        range,
        (inks.shade, stone.mix(inks.shade, 0.25)),
        dice,
    );
    ribs(c, bright, &spine, height, inks.shade, 0.75, dice);
    ribs(c, dim, &spine, height, inks.lit, 0.32, dice);
}

/// A line from one point to another, broken again and again at its middles.
fn jagged(from: (f32, f32), to: (f32, f32), rough: f32, levels: u32, dice: &mut Dice) -> Line {
    let mut line = vec![from, to];
    let mut swing = rough;
    for _ in 0..levels {
        let mut finer = Vec::with_capacity(line.len() * 2);
        for pair in line.windows(2) {
            let [a, b] = *pair else { continue };
            let aside = dice.gen_range(-1.0..1.0_f32) * swing;
            let down = dice.gen_range(-0.5..0.5_f32) * swing;
            finer.push(a);
            finer.push(((a.0 + b.0) * 0.5 + aside, (a.1 + b.1) * 0.5 + down));
        }
        finer.push(to);
        line = finer;
        swing *= 0.56;
    }
    line
}

/// One face between an edge and the spine: snow above, rock below, with a ragged border.
fn face(
    c: &mut Canvas,
    edge: &[(f32, f32)],
    spine: &[(f32, f32)],
    range: &Range,
    (snow, rock): (Ink, Ink),
    dice: &mut Dice,
) {
    let mut outline = edge.to_vec();
    outline.extend(spine.iter().rev());
    let mut shape = Shape::new();
    shape.polygon(&outline);
    let (top, foot) = (outline.first().map_or(0.0, |point| point.1), range.base);
    c.fill(shape, &Brush::fade(top, foot, rock, rock.mix(snow, 0.35)));

    let border = |line: &[(f32, f32)]| {
        line.len()
            .saturating_sub(1)
            .min((line.len() as f32 * range.snow_line) as usize)
    };
    let (a, b) = (border(edge), border(spine));
    let (Some(from), Some(to)) = (edge.get(a).copied(), spine.get(b).copied()) else {
        return;
    };
    let mut cap: Line = edge.iter().take(a + 1).copied().collect();
    let tongues = 9;
    for i in 1..tongues * 2 {
        let t = i as f32 / (tongues * 2) as f32;
        let reach = (foot - from.1)
            * if i % 2 == 0 {
                dice.gen_range(-0.16..-0.04)
            } else {
                dice.gen_range(0.04..0.42_f32)
            };
        let wander = (to.0 - from.0) * dice.gen_range(-0.04..0.04_f32);
        cap.push((
            from.0 + (to.0 - from.0) * t + wander,
            from.1 + (to.1 - from.1) * t + reach,
        ));
    }
    cap.extend(spine.iter().take(b + 1).rev());
    let mut shape = Shape::new();
    shape.polygon(&cap);
    c.fill(shape, &Brush::fade(top, foot, snow, snow.mix(rock, 0.12)));
}

/// Wedges of light or shadow that run down a face from its spine and its edge.
fn ribs(
    c: &mut Canvas,
    edge: &[(f32, f32)],
    spine: &[(f32, f32)],
    height: f32,
    tone: Ink,
    alpha: f32,
    dice: &mut Dice,
) {
    let mut wedges = Shape::new();
    for rib in 0..9 {
        let t = 0.06 + 0.085 * rib as f32 + dice.gen_range(-0.03..0.03);
        let at = |line: &[(f32, f32)], t: f32| line.get((line.len() as f32 * t) as usize).copied();
        let (Some(outer), Some(inner)) = (at(edge, t), at(spine, t)) else {
            continue;
        };
        let across = dice.gen_range(0.1..0.92_f32);
        let start = (
            outer.0 + (inner.0 - outer.0) * across,
            outer.1 + (inner.1 - outer.1) * across,
        );
        // A rib runs downhill between the course of the edge and that of the spine.
        let course = (outer.0 - inner.0) * 0.5;
        let long = height * dice.gen_range(0.12..0.34) * (1.0 - 0.5 * t);
        let end = (start.0 + course * long / height * 2.2, start.1 + long);
        let crest = jagged(start, end, height * 0.02, 4, dice);
        let thick = long * dice.gen_range(0.14..0.3) * course.signum();
        let hollow = jagged((end.0, end.1), start, height * 0.014, 4, dice);
        let mut outline = crest;
        let last = hollow.len().max(1) as f32;
        outline.extend(hollow.iter().enumerate().map(|(i, (x, y))| {
            let bulge = (std::f32::consts::PI * i as f32 / last).sin();
            (x - thick * bulge, y + thick.abs() * 0.35 * bulge)
        }));
        wedges.polygon(&outline);
    }
    c.fill(wedges, &Brush::sheer(tone, alpha));
}
