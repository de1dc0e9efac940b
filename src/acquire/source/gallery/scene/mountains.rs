//! Snowy mountains, ridge behind ridge. Inks: sky from top to horizon (0 to 2), rock far (3) and
//! near (4), snow lit (5) and shaded (6), clouds lit (7) and shaded (8), firs (9), sun or moon (10).

use rand::Rng;

use super::super::Dice;
use super::super::brush::Brush;
use super::super::canvas::Canvas;
use super::super::noise::Noise;
use super::super::paint::land::{self, Ridge};
use super::super::paint::{peaks, sky, things, trees};
use super::super::shape::Shape;
use super::{BIRDS, Light, Mood, Prop, Scene, Season};

pub(super) const SCENE: Scene = Scene {
    name: "mountains",
    places: &[(46.6, 7.9), (45.9, 6.9), (61.2, -149.1)],
    moods: &[
        Mood {
            titles: &["First gold on the peaks", "Alpenglow", "The summit wakes"],
            says: "The first sun of the day colours snowy peaks",
            tags: &["dawn", "mountain", "nature", "sky", "snow", "winter"],
            light: Light::Dawn,
            season: Season::Winter,
            inks: &[
                0x5a6fb0, 0xb79ac8, 0xffcfae, 0x8f86b8, 0x4a4f7c, 0xffd9c4, 0x8f93c8, 0xffe0cc,
                0xb09ac0, 0x1f2a44, 0xfff0d0,
            ],
        },
        Mood {
            titles: &[
                "Clear air",
                "Above the tree line",
                "Blue morning in the high valley",
                "North face",
            ],
            says: "Snow-covered mountains under a clear blue sky",
            tags: &["mountain", "nature", "sky", "snow", "winter"],
            light: Light::Day,
            season: Season::Winter,
            inks: &[
                0x2468b4, 0x5f9fd8, 0xcfe6f4, 0x9ab4d0, 0x566a88, 0xffffff, 0x9fbbe0, 0xffffff,
                0xc4d4e6, 0x1d3a3a, 0xffffff,
            ],
        },
        Mood {
            titles: &[
                "White silence",
                "Before the storm",
                "Half the world is snow",
            ],
            says: "Mountains fade into falling snow on a grey winter day",
            tags: &["fog", "mountain", "nature", "snow", "weather", "winter"],
            light: Light::Dull,
            season: Season::Winter,
            inks: &[
                0xb4bcc4, 0xccd2d8, 0xe8ebee, 0xc4cad2, 0x8c949e, 0xf8fafc, 0xc6ced8, 0xf0f2f4,
                0xc0c6ce, 0x4a545c, 0xffffff,
            ],
        },
        Mood {
            titles: &[
                "Violet ridges",
                "Seven shades of dusk",
                "Where the day went",
            ],
            says: "Mountain ridges grow paler one behind the other after the sun has gone",
            tags: &["dusk", "mountain", "nature", "purple", "sky"],
            light: Light::Dusk,
            season: Season::Any,
            inks: &[
                0x2c2558, 0x6b4a94, 0xe09ac0, 0x9a78b8, 0x2e2450, 0xc8a8d8, 0x6a549a, 0xd88fb8,
                0x58408c, 0x160f2c, 0xffe6d8,
            ],
        },
    ],
    paint,
};

fn paint(c: &mut Canvas, mood: &Mood, dice: &mut Dice) -> Vec<Prop> {
    let noise = Noise::new(dice.r#gen());
    let mut props = Vec::new();
    let snowy = mood.has("snow");
    let from_left = dice.gen_bool(0.5);
    let foot = c.h * dice.gen_range(0.66..0.74);

    sky::backdrop(c, foot * 0.9, &[mood.ink(0), mood.ink(1), mood.ink(2)]);
    let look = sky::Clouds {
        lit: mood.ink(7),
        shade: mood.ink(8),
        cover: dice.gen_range(0.25..0.6),
        alpha: 0.8,
        grain: 1.1,
    };
    let light = (if from_left { -0.2 } else { c.w + 0.2 }, foot * 0.4);
    sky::clouds(c, foot * 0.8, light, &look, noise.other(1));

    let layers = if snowy { 3 } else { 5 };
    for layer in 0..layers {
        let t = layer as f32 / (layers - 1) as f32;
        let rock = mood.ink(3).mix(mood.ink(4), t);
        let line = Ridge {
            base: foot + t * c.h * 0.1,
            rise: c.h * (0.42 - 0.26 * t) * dice.gen_range(0.92..1.1),
            pace: 1.5 + t * 1.2,
            rocky: true,
            noise: noise.other(10 + layer),
        };
        if snowy {
            let pale = (1.0 - t) * 0.35;
            let [lit, shade, rock] =
                [mood.ink(5), mood.ink(6), mood.ink(4)].map(|ink| ink.mix(mood.ink(2), pale));
            let range = peaks::Range {
                base: line.base,
                rise: line.rise * 1.05,
                pace: 1.6 + 1.6 * t,
                light_from_left: from_left,
                snow_line: 0.5 - 0.2 * t,
            };
            peaks::range(c, &range, &peaks::Snow { lit, shade, rock }, dice);
        } else {
            land::ridge(c, &line, rock, rock.mix(mood.ink(2), 0.55 - 0.3 * t));
        }
        sky::haze(c, line.base, c.h * 0.1, mood.ink(2), 0.55 - 0.2 * t);
    }
    foreground(c, mood, noise, dice);
    if mood.light == Light::Dull {
        sky::fog(c, (foot * 0.3, c.h), mood.ink(2), 0.5, noise.other(3));
        things::snowfall(c, 420, dice);
    } else if dice.gen_bool(0.4) {
        let at = (c.w * dice.gen_range(0.25..0.75), c.h * 0.2);
        things::birds(c, at, 5, mood.ink(4).darker(0.3), dice);
        props.push(BIRDS);
    }
    props.push(Prop {
        tag: "tree",
        says: "firs on the slopes below",
    });
    props
}

/// Round slopes with firs, the nearest ones darkest.
fn foreground(c: &mut Canvas, mood: &Mood, noise: Noise, dice: &mut Dice) {
    for layer in 0..3_u32 {
        let t = layer as f32 / 2.0;
        let hill = Ridge {
            base: c.h * (0.88 + 0.12 * t),
            rise: c.h * 0.14,
            pace: 1.3,
            rocky: false,
            noise: noise.other(40 + layer),
        };
        let ground = if mood.has("snow") {
            mood.ink(5).mix(mood.ink(6), 0.35 + 0.2 * t)
        } else {
            mood.ink(9)
        };
        let haze = 0.45 * (1.0 - t);
        land::ridge(
            c,
            &hill,
            ground.mix(mood.ink(2), haze),
            ground.mix(mood.ink(6), 0.3),
        );
        let mut firs = Shape::new();
        for _ in 0..(46 - 12 * layer) {
            let x = dice.gen_range(0.0..c.w);
            // Trees stand in groves, with clearings between them.
            if noise.other(60 + layer).at(x * 3.4, 0.0) < 0.42 {
                continue;
            }
            let height = (0.045 + 0.11 * t * t + 0.03 * t) * dice.gen_range(0.6..1.25);
            trees::fir(&mut firs, (x, hill.top(x) + 0.012), height, dice);
        }
        c.fill(firs, &Brush::flat(mood.ink(9).mix(mood.ink(2), haze)));
    }
}
