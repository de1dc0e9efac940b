//! Numbers as a reader wants them: with thousands separators, as percent, and as round ticks.

use crate::language::Language;

/// Larger values are drawn as this one, so that no sum overflows.
const LARGEST: f64 = 1e290;
/// Sums are below this one, so that no tick overflows.
const LARGEST_SUM: f64 = 1e300;
/// From here on digits are of no use; the scientific form is.
const SCIENTIFIC: f64 = 1e12;
/// Nonzero values below this one are written in the scientific form too.
const TINY: f64 = 1e-3;
/// About how many intervals an axis has.
const INTERVALS: f64 = 5.0;

/// A length to draw for a value: NaN, infinities and negative values count as 0.
pub(super) fn drawable(value: f64) -> f64 {
    if value.is_finite() {
        value.clamp(0.0, LARGEST)
    } else {
        0.0
    }
}

/// A value in words: `1,234`, `0.42`, `1.2e18`; "n/a" for what is no number.
pub(super) fn number(value: f64, language: &Language) -> String {
    if !value.is_finite() {
        return language.words().charts.not_a_number.clone();
    }
    let size = value.abs();
    if size >= SCIENTIFIC || (size > 0.0 && size < TINY) {
        return scientific(value, language);
    }
    let rounded = if value.fract() == 0.0 {
        format!("{size:.0}")
    } else if size < 1.0 {
        format!("{size:.3}")
    } else {
        format!("{size:.1}")
    };
    let trimmed = match rounded.contains('.') {
        true => rounded.trim_end_matches('0').trim_end_matches('.'),
        false => &rounded,
    };
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{}", language.digits(trimmed))
}

/// A value in few letters: `1.2e18`.
pub(super) fn scientific(value: f64, language: &Language) -> String {
    if value.is_finite() {
        language.digits(&format!("{value:.1e}"))
    } else {
        number(value, language)
    }
}

/// A share (0 to 1) as whole percent; a part of something never reads as "0%".
pub(super) fn percent(share: f64, language: &Language) -> String {
    let percent = drawable(share) * 100.0;
    let (beyond, whole) = if percent > 0.0 && percent < 0.5 {
        ("<", 1)
    } else if (99.5..100.0).contains(&percent) {
        (">", 99)
    } else {
        ("", percent.round_ties_even() as u64)
    };
    let words = &language.words().charts.percent;
    let words = language.say(words, &[("share", whole.into())]);
    format!("{beyond}{words}")
}

/// Round ticks from 0 to the first one that is not below `largest`; at least two. `largest` is a
/// value or a sum of values fit to be drawn. Whole steps if
/// `whole`, since half an image is not a count.
pub(super) fn ticks(largest: f64, whole: bool) -> Vec<f64> {
    let largest = if largest > 0.0 {
        largest.min(LARGEST_SUM)
    } else {
        1.0
    };
    let mut step = round_up(largest / INTERVALS);
    if whole {
        step = step.max(1.0);
    }
    let count = (largest / step).ceil().clamp(1.0, 2.0 * INTERVALS) as usize;
    (0..=count).map(|index| index as f64 * step).collect()
}

/// The smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below `value`. By
/// multiplication only: the same on every platform.
fn round_up(value: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 <= value {
        power *= 10.0;
    }
    while power > value && power > f64::MIN_POSITIVE {
        power /= 10.0;
    }
    // 2.5 would give ticks at halves between 1 and 10.
    let steps: &[f64] = if power >= 10.0 {
        &[1.0, 2.0, 2.5, 5.0]
    } else {
        &[1.0, 2.0, 5.0]
    };
    let fitting = steps.iter().map(|step| step * power);
    fitting
        .into_iter()
        .find(|step| *step >= value)
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::ticks;
    use crate::language::Language;

    #[test]
    fn numbers_have_separators_and_no_idle_zeros() {
        let english = Language::english();
        let number = |value| super::number(value, &english);
        let percent = |share| super::percent(share, &english);
        assert_eq!(number(0.0), "0");
        assert_eq!(number(999.0), "999");
        assert_eq!(number(1e9), "1,000,000,000");
        assert_eq!(number(-1234.56), "-1,234.6");
        assert_eq!(number(0.25), "0.25");
        assert_eq!(number(f64::NAN), "n/a");
        assert_eq!(number(1e300), "1.0e300");
        assert_eq!(percent(0.001), "<1%");
        assert_eq!(percent(0.999), ">99%");
    }

    #[test]
    fn numbers_are_written_as_the_language_does() -> anyhow::Result<()> {
        let german = Language::of("de")?;
        assert_eq!(super::number(-1234.56, &german), "-1.234,6");
        assert_eq!(super::number(f64::NAN, &german), "k. A.");
        assert_eq!(super::number(1e300, &german), "1,0e300");
        assert_eq!(super::percent(0.25, &german), "25\u{a0}%");
        assert_eq!(super::percent(0.001, &german), "<1\u{a0}%");
        Ok(())
    }

    #[test]
    fn ticks_start_at_zero_and_reach_the_largest_value() {
        assert_eq!(ticks(61.0, true), [0.0, 20.0, 40.0, 60.0, 80.0]);
        assert_eq!(ticks(2.0, true), [0.0, 1.0, 2.0]);
        assert_eq!(ticks(0.0, true), [0.0, 1.0]);
        for largest in [1e-300, 0.3, 1e9, 1e300, f64::MAX, f64::NAN, -1.0] {
            let ticks = ticks(largest, false);
            assert!(ticks.len() > 1 && ticks.len() < 12, "{largest}: {ticks:?}");
            assert!(ticks.iter().all(|tick| tick.is_finite()));
        }
    }
}
