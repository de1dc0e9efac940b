//! Colour profiles: what the numbers of a picture mean.
//!
//! Everything behind this door takes colours for sRGB. Many phones and cameras write a wider
//! space (Display P3, Adobe RGB, ProPhoto) and say so in an ICC profile; taken for sRGB such a
//! picture looks dull. Only small pictures are converted, so it costs next to nothing.
//!
//! Profiles of gray and CMYK pictures are ignored: those of gray ones change little, and CMYK is
//! made RGB by the decoder's own rule. A profile that cannot be read is ignored as well.

use std::cell::RefCell;
use std::panic::catch_unwind;
use std::sync::Arc;

use image::RgbImage;
use moxcms::{
    ColorProfile, DataColorSpace, Layout, RenderingIntent, Transform8BitExecutor, TransformOptions,
};

/// The longest profile that is read, in bytes. Those of cameras and screens have a few thousand.
const MAX_PROFILE_BYTES: usize = 4 << 20;
/// What a profile may change in a channel and still be one of sRGB: there are many of those, and
/// they differ in rounding.
const SRGB_TOLERANCE: u8 = 2;
/// Steps from 0 to 255 in each channel at which a profile is tried.
const TRIAL_STEPS: u8 = 5;

/// How many conversions each thread keeps. To make one takes longer than to read many a picture,
/// and the pictures of a collection have few profiles among them.
const KEPT: usize = 4;

/// A way from a profile to sRGB; `None` where nothing is to be converted, or cannot be.
type Conversion = Option<Arc<Transform8BitExecutor>>;

thread_local! {
    /// Profiles with their conversions, the one used last at the end.
    static CONVERSIONS: RefCell<Vec<(Vec<u8>, Conversion)>> = const { RefCell::new(Vec::new()) };
}

/// `picture` in sRGB, whatever `profile` says it is in.
pub(super) fn to_srgb(picture: RgbImage, profile: Option<&[u8]>) -> RgbImage {
    profile
        .filter(|profile| profile.len() <= MAX_PROFILE_BYTES)
        .and_then(kept_conversion)
        .and_then(|conversion| {
            let converted = convert(&conversion, picture.as_raw())?;
            RgbImage::from_raw(picture.width(), picture.height(), converted)
        })
        .unwrap_or(picture)
}

fn kept_conversion(profile: &[u8]) -> Conversion {
    CONVERSIONS.with_borrow_mut(|kept| {
        let found = kept.iter().position(|(known, _)| known == profile);
        let entry = match found {
            Some(place) => kept.remove(place),
            // A broken profile does not make a picture unreadable, whatever its reader does.
            None => (
                profile.to_vec(),
                catch_unwind(|| conversion(profile)).unwrap_or_default(),
            ),
        };
        let conversion = entry.1.clone();
        kept.push(entry);
        if kept.len() > KEPT {
            kept.remove(0);
        }
        conversion
    })
}

fn conversion(profile: &[u8]) -> Conversion {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    if profile.color_space != DataColorSpace::Rgb {
        return None;
    }
    let options = TransformOptions {
        // The one that all profiles have; what lies outside sRGB is clipped, as screens do.
        rendering_intent: RenderingIntent::RelativeColorimetric,
        ..TransformOptions::default()
    };
    let srgb = ColorProfile::new_srgb();
    let conversion = profile
        .create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, options)
        .ok()?;
    let trial = trial_colors();
    let is_same = |(one, other): (&u8, &u8)| one.abs_diff(*other) <= SRGB_TOLERANCE;
    let is_srgb = trial
        .iter()
        .zip(&convert(&conversion, &trial)?)
        .all(is_same);
    (!is_srgb).then_some(conversion)
}

fn convert(conversion: &Arc<Transform8BitExecutor>, colors: &[u8]) -> Option<Vec<u8>> {
    let mut converted = vec![0; colors.len()];
    conversion.transform(colors, &mut converted).ok()?;
    Some(converted)
}

/// Colours spread over the whole cube, as bytes of RGB.
fn trial_colors() -> Vec<u8> {
    let step = |number: u32| (number % u32::from(TRIAL_STEPS)) as u8 * (255 / (TRIAL_STEPS - 1));
    let count = u32::from(TRIAL_STEPS).pow(3);
    (0..count)
        .flat_map(|number| {
            let steps = u32::from(TRIAL_STEPS);
            [number, number / steps, number / steps / steps].map(step)
        })
        .collect()
}
