//! Abstract pictures of four kinds: discs and bars, paper waves, a field of triangles, rings.
//! Inks: ground (0), then a palette (1 and on).

use rand::Rng;
use rand::seq::SliceRandom;
use std::f32::consts::TAU;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::ink::{BLACK, Ink};
use super::super::noise::Noise;
use super::super::shape::Shape;
use super::{Light, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "abstraction",
    places: &[],
    moods: &[
        Mood {
            titles: &[
                "Composition in three voices",
                "School of discs",
                "Primary matters",
            ],
            says: "Discs and bars in red, yellow, blue and black balance on a pale ground",
            tags: &["abstract", "art", "circle", "geometric", "pattern", "red"],
            light: Light::Drawn,
            season: Season::Any,
            inks: &[
                0xf2e8d4, 0xd02c20, 0xf0b81c, 0x1c4c9c, 0x181818, 0xd02c20, 0xe8dcc0,
            ],
        },
        Mood {
            titles: &["Paper tide", "Eight layers of blue", "Cut waves"],
            says: "Waves cut from blue paper lie one over the other",
            tags: &["abstract", "art", "blue", "pattern", "wave"],
            light: Light::Drawn,
            season: Season::Any,
            inks: &[
                0xe8f4fc, 0xb8dcf4, 0x7cbce8, 0x3c90d0, 0x1c64ac, 0x0c3c78, 0x061c44,
            ],
        },
        Mood {
            titles: &[
                "Facets of a warm day",
                "Low sun, sharp edges",
                "Crystal orange",
            ],
            says: "A field of triangles runs from yellow over orange to red",
            tags: &[
                "abstract",
                "art",
                "geometric",
                "orange",
                "pattern",
                "triangle",
            ],
            light: Light::Drawn,
            season: Season::Any,
            inks: &[
                0xf8d048, 0xf8d048, 0xf8a428, 0xf07824, 0xd84824, 0xa82428, 0x6c1434,
            ],
        },
        Mood {
            titles: &["Target practice", "Echoes", "What the pond remembers"],
            says: "Rings spread and cross on a black ground",
            tags: &["abstract", "art", "black", "circle", "geometric", "pattern"],
            light: Light::Drawn,
            season: Season::Any,
            inks: &[
                0x08080c, 0xf0f0f0, 0x6c6c78, 0x2c2c34, 0xe83c5c, 0xf0f0f0, 0x48484f,
            ],
        },
        Mood {
            titles: &["Rose strata", "Soft cut", "Pink on pink on pink"],
            says: "Waves cut from pink and purple paper lie one over the other",
            tags: &["abstract", "art", "pattern", "pink", "wave"],
            light: Light::Drawn,
            season: Season::Any,
            inks: &[
                0xfff0f0, 0xfcd0d8, 0xf8a4bc, 0xf078a4, 0xc84c94, 0x883484, 0x44205c,
            ],
        },
        Mood {
            titles: &["Emerald shards", "Green logic", "Leaf arithmetic"],
            says: "A field of triangles runs from pale to dark green",
            tags: &[
                "abstract",
                "art",
                "geometric",
                "green",
                "pattern",
                "triangle",
            ],
            light: Light::Drawn,
            season: Season::Any,
            inks: &[
                0xe0f0b0, 0xd8eca0, 0x98d068, 0x4cac4c, 0x1c8048, 0x0c5440, 0x062c2c,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let bottom = c.h;
    let (top, foot) = (mood.ink(0).lighter(0.04), mood.ink(0).darker(0.05));
    c.wash(0.0, bottom, &[(0.0, top, 1.0), (1.0, foot, 1.0)]);
    if mood.has("wave") {
        waves(c, mood, noise);
    } else if mood.has("triangle") {
        triangles(c, mood, noise, dice);
    } else if mood.has("black") {
        rings(c, mood, dice);
    } else {
        discs(c, mood, dice);
    }
    Vec::new()
}

/// A soft shadow: the same figure, laid a little lower several times.
fn dropped(c: &mut Canvas, figure: impl Fn(f32) -> Shape, ink: Ink) {
    for (offset, alpha) in [(0.016, 0.05), (0.011, 0.07), (0.006, 0.1), (0.003, 0.1)] {
        c.fill(figure(offset), &Brush::sheer(BLACK, alpha));
    }
    c.fill(figure(0.0), &Brush::flat(ink));
}

fn waves(c: &mut Canvas, mood: &Mood, noise: Noise) {
    let (w, h) = (c.w, c.h);
    let layers = 9;
    for layer in 0..layers {
        let t = layer as f32 / (layers - 1) as f32;
        let own = noise.other(layer);
        let figure = |shift: f32| {
            let mut points: Vec<(f32, f32)> = (0..=120)
                .map(|i| i as f32 / 120.0 * (w + 0.04) - 0.02)
                .map(|x| {
                    (
                        x,
                        h * (0.1 + 0.82 * t) + (own.fractal(x * 1.5, 0.0, 2) - 0.5) * 0.38 - shift,
                    )
                })
                .collect();
            points.extend([(w + 0.02, h + 0.02), (-0.02, h + 0.02)]);
            let mut shape = Shape::new();
            shape.polygon(&points);
            shape
        };
        dropped(c, figure, spread(mood, t));
    }
}

/// The palette as a scale from 0 to 1.
fn spread(mood: &Mood, t: f32) -> Ink {
    let last = mood.inks.len().saturating_sub(2).max(1);
    let place = t.clamp(0.0, 1.0) * (last - 1) as f32;
    let step = place as usize;
    mood.ink(1 + step)
        .mix(mood.ink(2 + step.min(last - 2)), place.fract())
}

fn triangles(c: &mut Canvas, mood: &Mood, noise: Noise, dice: &mut Dice) {
    let cell = 0.105;
    let (columns, rows) = ((c.w / cell) as usize + 3, (c.h / cell) as usize + 3);
    let mut corners = Vec::new();
    for row in 0..=rows {
        for column in 0..=columns {
            let jitter = |dice: &mut Dice| dice.gen_range(-0.33..0.33_f32) * cell;
            let odd = if row % 2 == 0 { 0.0 } else { 0.5 };
            let x = (column as f32 - 1.0 + odd) * cell + jitter(dice);
            corners.push((x, (row as f32 - 1.0) * cell + jitter(dice)));
        }
    }
    let (w, h) = (c.w, c.h);
    let mut facet = |a: (f32, f32), b: (f32, f32), d: (f32, f32), dice: &mut Dice| {
        let (x, y) = ((a.0 + b.0 + d.0) / 3.0, (a.1 + b.1 + d.1) / 3.0);
        let t = (x / w * 0.35 + y / h * 0.65) + (noise.fractal(x * 2.0, y * 2.0, 2) - 0.5) * 0.5;
        let tone = spread(mood, t + dice.gen_range(-0.07..0.07));
        for (grow, ink) in [(0.0015, tone), (0.0, tone)] {
            let out = |p: (f32, f32)| {
                (
                    p.0 + (p.0 - x).signum() * grow,
                    p.1 + (p.1 - y).signum() * grow,
                )
            };
            let mut shape = Shape::new();
            shape.polygon(&[out(a), out(b), out(d)]);
            c.fill(
                shape,
                &Brush::along(
                    a,
                    d,
                    &[(0.0, ink.lighter(0.07), 1.0), (1.0, ink.darker(0.06), 1.0)],
                ),
            );
        }
    };
    let stride = columns + 1;
    for row in 0..rows {
        for column in 0..columns {
            let at = |dr: usize, dc: usize| {
                corners
                    .get((row + dr) * stride + column + dc)
                    .copied()
                    .unwrap_or((0.0, 0.0))
            };
            let (a, b, d, e) = (at(0, 0), at(0, 1), at(1, 0), at(1, 1));
            if row % 2 == 0 {
                facet(a, b, d, dice);
                facet(b, e, d, dice);
            } else {
                facet(a, b, e, dice);
                facet(a, e, d, dice);
            }
        }
    }
}

fn rings(c: &mut Canvas, mood: &Mood, dice: &mut Dice) {
    for _ in 0..5 {
        let (x, y) = (
            c.w * dice.gen_range(0.1..0.9),
            c.h * dice.gen_range(0.1..0.9),
        );
        let count = dice.gen_range(5..15);
        let gap = dice.gen_range(0.014..0.035);
        let tone = mood.ink(dice.gen_range(1..7));
        for ring in 1..=count {
            let mut shape = Shape::new();
            shape.circle(x, y, ring as f32 * gap);
            let fade = 1.0 - 0.75 * ring as f32 / count as f32;
            c.stroke(shape, gap * 0.28, &Brush::sheer(tone, fade));
        }
    }
    let mut dot = Shape::new();
    let at = (
        c.w * dice.gen_range(0.25..0.75),
        c.h * dice.gen_range(0.25..0.75),
    );
    dot.circle(at.0, at.1, 0.075);
    c.fill(dot, &Brush::flat(mood.ink(4)));
}

fn discs(c: &mut Canvas, mood: &Mood, dice: &mut Dice) {
    let large = (
        c.w * dice.gen_range(0.35..0.65),
        c.h * dice.gen_range(0.35..0.6),
    );
    let disc = |x: f32, y: f32, radius: f32| {
        move |shift: f32| {
            let mut shape = Shape::new();
            shape.circle(x + shift * 0.5, y + shift, radius);
            shape
        }
    };
    dropped(c, disc(large.0, large.1, 0.27), mood.ink(1));
    let angle = dice.gen_range(-0.7..0.7_f32);
    for bar in 0..5 {
        let offset = dice.gen_range(-0.32..0.32_f32);
        let (dx, dy) = (angle.cos(), angle.sin());
        let turn = if bar % 2 == 0 { (dx, dy) } else { (-dy, dx) };
        let centre = (c.w * 0.5 - turn.1 * offset, c.h * 0.5 + turn.0 * offset);
        let (long, thick) = (dice.gen_range(0.2..0.62), dice.gen_range(0.006..0.034));
        let figure = move |shift: f32| {
            let mut shape = Shape::new();
            let corner = |u: f32, v: f32| {
                let (along, aside) = (u * long, v * thick);
                (
                    centre.0 + turn.0 * along - turn.1 * aside + shift * 0.5,
                    centre.1 + turn.1 * along + turn.0 * aside + shift,
                )
            };
            shape.polygon(&[
                corner(-1.0, -1.0),
                corner(1.0, -1.0),
                corner(1.0, 1.0),
                corner(-1.0, 1.0),
            ]);
            shape
        };
        dropped(c, figure, mood.ink([4, 4, 2, 3, 4][bar]));
    }
    let mut tones = [2, 3, 4, 5, 2, 3];
    tones.shuffle(dice);
    for (i, tone) in tones.into_iter().enumerate() {
        let around = TAU * (i as f32 + dice.gen_range(-0.3..0.3)) / 6.0;
        let reach = dice.gen_range(0.22..0.44);
        let at = (
            large.0 + around.cos() * reach * c.w,
            large.1 + around.sin() * reach * c.h,
        );
        let radius = dice.gen_range(0.025..0.105);
        dropped(c, disc(at.0, at.1, radius), mood.ink(tone));
        if i % 2 == 0 {
            let mut ring = Shape::new();
            ring.circle(at.0, at.1, radius * 1.35);
            c.stroke(ring, 0.004, &Brush::flat(mood.ink(4)));
        }
    }
}
