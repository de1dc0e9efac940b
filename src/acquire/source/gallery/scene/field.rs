//! Fields of flowers. Inks: sky from top to horizon (0 to 2), clouds lit (3) and shaded (4), far
//! hills (5), leaves dark (6) and light (7), blossoms dark (8), middle (9) and light (10), their
//! hearts (11).

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::noise::Noise;
use super::super::paint::land::{self, Ridge};
use super::super::paint::{plants, sky, trees};
use super::super::shape::Shape;
use super::{Light, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "field",
    places: &[(43.9, 5.9), (52.3, 4.6), (43.3, 11.6)],
    moods: &[
        Mood {
            titles: &["Lavender to the horizon", "The purple hour", "Bees at work"],
            says: "Lavender stands in full bloom below soft hills",
            tags: &[
                "field", "flower", "lavender", "nature", "plants", "purple", "summer",
            ],
            light: Light::Day,
            season: Season::Summer,
            inks: &[
                0x7f9fe0, 0xb8c4f0, 0xf4e4ee, 0xffffff, 0xc8c4e4, 0x8a86b8, 0x4a4a6c, 0x8a9a70,
                0x4c2a8c, 0x7446b8, 0xa884e0, 0xd8c0f4,
            ],
        },
        Mood {
            titles: &["Poppies, wind, June", "A red afternoon", "Field on fire"],
            says: "Red poppies cover a meadow under a summer sky",
            tags: &[
                "field", "flower", "nature", "plants", "poppy", "red", "summer",
            ],
            light: Light::Day,
            season: Season::Summer,
            inks: &[
                0x5a9fd8, 0x9cc8ec, 0xeef4e4, 0xffffff, 0xbccbd8, 0x6f9070, 0x35501f, 0x6f8f3a,
                0x9c1410, 0xd8241a, 0xf4503c, 0x24101a,
            ],
        },
        Mood {
            titles: &["All faces south", "Sunflower country", "Ten thousand suns"],
            says: "Sunflowers fill a wide field on a bright day",
            tags: &[
                "field",
                "flower",
                "nature",
                "plants",
                "summer",
                "sunflower",
                "yellow",
            ],
            light: Light::Day,
            season: Season::Summer,
            inks: &[
                0x3f8fdc, 0x86c0f0, 0xf0f4e0, 0xffffff, 0xc4d0dc, 0x7f9a5c, 0x3a5a1c, 0x6f9a2c,
                0xd89808, 0xf8c418, 0xffdc4c, 0x4a2a10,
            ],
        },
        Mood {
            titles: &["Tulips in a row", "Pink acres", "April parade"],
            says: "Pink tulips bloom on flat land in spring",
            tags: &[
                "field", "flower", "nature", "pink", "plants", "spring", "tulip",
            ],
            light: Light::Day,
            season: Season::Spring,
            inks: &[
                0x8fbfe8, 0xc4def4, 0xfceef0, 0xffffff, 0xd4d4e4, 0x8aa890, 0x3a6434, 0x6f9c54,
                0xc83c78, 0xf070a4, 0xfca8c8, 0xfce0e8,
            ],
        },
        Mood {
            titles: &["Wheat before rain", "Gold standing", "The harvest waits"],
            says: "Ripe wheat stands golden under a warm evening sky",
            tags: &["field", "nature", "plants", "summer", "wheat", "yellow"],
            light: Light::Sunset,
            season: Season::Summer,
            inks: &[
                0x6a86b8, 0xc8b8b0, 0xffe0a0, 0xffecc8, 0xb09890, 0xa89460, 0x8a6a24, 0xc89a3c,
                0xb8862c, 0xe0b04c, 0xf4d07c, 0xfff0b8,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let mut props = Vec::new();
    let horizon = c.h * dice.gen_range(0.36..0.46);
    sky::backdrop(c, horizon, &[mood.ink(0), mood.ink(1), mood.ink(2)]);
    let look = sky::Clouds {
        lit: mood.ink(3),
        shade: mood.ink(4),
        cover: dice.gen_range(0.4..0.75),
        alpha: 0.92,
        grain: 1.2,
    };
    sky::clouds(c, horizon, (c.w * 0.3, -0.3), &look, noise);
    hills(c, horizon, mood, noise, dice);
    if dice.gen_bool(0.55) {
        lone_tree(c, horizon, mood, dice);
        props.push(Prop {
            tag: "tree",
            says: "a lone tree at its far end",
        });
    }
    ground(c, horizon, mood, noise);
    crop(c, horizon, mood, noise, dice);
    props
}

fn hills(c: &mut Canvas, horizon: f32, mood: &Mood, noise: Noise, dice: &mut Dice) {
    for layer in 0..3_u32 {
        let t = layer as f32 / 2.0;
        let hill = Ridge {
            base: horizon + 0.02,
            rise: 0.16 - 0.06 * t,
            pace: 1.2 + t * 0.8,
            rocky: false,
            noise: noise.other(20 + layer),
        };
        let ink = mood.ink(5).mix(mood.ink(2), 0.55 - 0.4 * t);
        land::ridge(c, &hill, ink, ink.mix(mood.ink(2), 0.35));
        let mut woods = Shape::new();
        for _ in 0..(14.0 + 30.0 * t) as u32 {
            let x = dice.gen_range(0.0..c.w);
            let size = 0.006 + 0.012 * t * dice.gen_range(0.4..1.0_f32);
            for _ in 0..4 {
                let (aside, lift) = (
                    dice.gen_range(-1.3..1.3) * size,
                    dice.gen_range(-0.2..0.7) * size,
                );
                let puff = size * dice.gen_range(0.35..0.75);
                woods.blob(
                    (x + aside, hill.top(x) + lift),
                    (puff * 1.2, puff),
                    0.2,
                    dice,
                );
            }
        }
        c.fill(woods, &Brush::flat(ink.darker(0.12)));
    }
}

fn lone_tree(c: &mut Canvas, horizon: f32, mood: &Mood, dice: &mut Dice) {
    let x = c.w * if dice.gen_bool(0.5) { 0.27 } else { 0.73 };
    let mut trunk = Shape::new();
    let twigs = trees::branches(&mut trunk, (x, horizon + 0.03), 0.15, dice);
    c.fill(trunk, &Brush::flat(mood.ink(6).darker(0.5)));
    let inks = [mood.ink(6).darker(0.25), mood.ink(6), mood.ink(7)];
    trees::foliage(c, &twigs, 0.012, inks, -0.7, dice);
}

/// The earth of the field, in rows that meet at the horizon.
fn ground(c: &mut Canvas, horizon: f32, mood: &Mood, noise: Noise) {
    let (w, h) = (c.w, c.h);
    let far = mood.ink(9).mix(mood.ink(7), 0.25).mix(mood.ink(2), 0.3);
    let stops = [
        (0.0, far, 1.0),
        (0.25, mood.ink(8).mix(mood.ink(6), 0.35), 1.0),
        (1.0, mood.ink(6).darker(0.35), 1.0),
    ];
    c.wash(horizon, h, &stops);
    let (dark, bright) = (mood.ink(6).darker(0.3), mood.ink(10));
    c.veil(
        (horizon, h),
        420,
        super::super::canvas::Lay::Over,
        |x, y| {
            let depth = (y - horizon + 0.012).max(0.001);
            let across = (x - w * 0.5) / depth;
            let row = ((across * 5.0).sin() * 0.5 + 0.5).powi(2);
            let patch = noise.other(77).fractal(across * 0.6, 0.4 / depth, 3);
            let near = (y - horizon) / (h - horizon);
            if patch > 0.5 {
                (bright, (patch - 0.5) * 0.9 * (1.0 - near))
            } else {
                (dark, row * 0.3 * (0.4 + near))
            }
        },
    );
}

/// The plants, from the horizon to the viewer; each row may hide the one behind it.
fn crop(c: &mut Canvas, horizon: f32, mood: &Mood, noise: Noise, dice: &mut Dice) {
    let rows = 30;
    let w = c.w;
    for row in 0..rows {
        let t = (row as f32 + 0.5) / rows as f32;
        let near = t * t;
        let y = horizon + 0.012 + (c.h * 1.1 - horizon) * near;
        let size = 0.0045 + 0.062 * near;
        let dense = if mood.has("wheat") { 2.2 } else { 0.75 };
        let count = (w / size * dense).min(190.0) as u32;
        let mut stems = Shape::new();
        let mut blossoms = [Shape::new(), Shape::new(), Shape::new()];
        let mut hearts = Shape::new();
        for _ in 0..count {
            let x = dice.gen_range(-0.03..w + 0.03);
            let lush = noise.other(31).fractal(x * 3.0, y * 5.0, 2);
            let at = (x, y + size * dice.gen_range(-0.8..0.8));
            plants::tuft(&mut stems, at, size * 1.5, dice);
            let pick = ((lush * 2.6 - 0.3 + dice.gen_range(-0.7..0.7_f32)) as usize).min(2);
            if let Some(shape) = blossoms.get_mut(pick) {
                bloom(
                    shape,
                    &mut hearts,
                    mood,
                    (at.0, at.1 - size * 1.1),
                    size,
                    dice,
                );
            }
        }
        let haze = 0.35 * (1.0 - t).powi(2);
        let green = mood
            .ink(6)
            .mix(mood.ink(7), 0.7 - 0.4 * t)
            .mix(mood.ink(2), haze);
        c.fill(stems, &Brush::flat(green));
        for (i, shape) in blossoms.into_iter().enumerate() {
            c.fill(shape, &Brush::flat(mood.ink(8 + i).mix(mood.ink(2), haze)));
        }
        c.fill(hearts, &Brush::flat(mood.ink(11).mix(mood.ink(2), haze)));
    }
}

fn bloom(
    shape: &mut Shape,
    hearts: &mut Shape,
    mood: &Mood,
    at: (f32, f32),
    size: f32,
    dice: &mut Dice,
) {
    if mood.has("lavender") {
        plants::spike(shape, at, size * 1.5, dice);
    } else if mood.has("wheat") {
        plants::spike(shape, at, size * 1.2, dice);
    } else if mood.has("sunflower") {
        plants::petals(shape, at, size * 0.95, 14, 0.85, dice);
        hearts.oval(at.0, at.1, size * 0.4, size * 0.35);
    } else {
        plants::cup(shape, at, size * 0.95, dice);
        if mood.has("poppy") {
            hearts.oval(at.0, at.1 - size * 0.4, size * 0.16, size * 0.13);
        }
    }
}
