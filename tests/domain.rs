//! Answers `src/domain`.

use pixrec::domain::{
    ColorName, MAX_NAME_BYTES, Orientation, Seed, SizeCategory, Skip, is_safe_name, printable,
    safe_stem,
};
use proptest::prelude::*;
use rand::Rng;

/// The longest that is ever put behind a stem: two marks that tell items apart, and an extension.
const LONGEST_SUFFIX: &str = "-0123abcd-0123abcd.webp";

proptest! {
    #[test]
    fn any_text_becomes_a_stem_of_a_safe_name(text in any::<String>()) {
        let stem = safe_stem(&text);
        prop_assert!(is_safe_name(&stem), "{stem:?}");
        let name = format!("{stem}{LONGEST_SUFFIX}");
        prop_assert!(is_safe_name(&name), "{name:?}");
        prop_assert!(name.len() <= MAX_NAME_BYTES);
    }

    #[test]
    fn long_texts_of_any_alphabet_leave_room_for_a_suffix(
        text in proptest::collection::vec(prop_oneof![Just('a'), Just('-'), Just('é'), Just('/'), Just('字')], 90..400)
    ) {
        let name = format!("{}{LONGEST_SUFFIX}", safe_stem(&text.into_iter().collect::<String>()));
        prop_assert!(is_safe_name(&name), "{} bytes: {name}", name.len());
    }

    #[test]
    fn a_stem_stays_as_it_is_the_second_time(text in any::<String>()) {
        let stem = safe_stem(&text);
        if !stem.ends_with('_') {
            prop_assert_eq!(safe_stem(&stem), stem);
        }
    }

    #[test]
    fn printable_text_steers_no_terminal_and_keeps_its_length(text in any::<String>()) {
        let clean = printable(&text);
        prop_assert_eq!(clean.chars().count(), text.chars().count());
        prop_assert!(!clean.chars().any(char::is_control));
        prop_assert_eq!(printable(&clean), clean);
    }

    #[test]
    fn orientation_follows_the_five_percent_rule_in_whole_numbers(
        width in 1_u32..70_000, height in 1_u32..70_000
    ) {
        prop_assert_eq!(Orientation::of(width, height), by_whole_numbers(width, height));
    }

    #[test]
    fn the_size_is_that_of_the_longer_side(longer in 1_u32..4_000, part in 0.0..1.0_f64) {
        let shorter = ((f64::from(longer) * part) as u32).max(1);
        let expected = match longer {
            0..=499 => SizeCategory::Thumbnail,
            500..=1500 => SizeCategory::Medium,
            _ => SizeCategory::Large,
        };
        prop_assert_eq!(SizeCategory::of(longer, shorter), expected);
        prop_assert_eq!(SizeCategory::of(shorter, longer), expected);
    }
}

/// The contract's rule without fractions: 20 times the difference is at most the longer side.
fn by_whole_numbers(width: u32, height: u32) -> Orientation {
    if 20 * u64::from(width.abs_diff(height)) <= u64::from(width.max(height)) {
        Orientation::Square
    } else if width > height {
        Orientation::Landscape
    } else {
        Orientation::Portrait
    }
}

#[test]
fn five_percent_is_still_a_square_for_every_longer_side() {
    for longer in 1..=20_000 {
        let difference = longer / 20;
        let shorter = longer - difference;
        assert_eq!(Orientation::of(longer, shorter), Orientation::Square);
        assert_eq!(Orientation::of(shorter, longer), Orientation::Square);
        if shorter > 1 {
            assert_eq!(Orientation::of(longer, shorter - 1), Orientation::Landscape);
            assert_eq!(Orientation::of(shorter - 1, longer), Orientation::Portrait);
        }
    }
}

#[test]
fn shapes_at_the_ends_of_the_range_are_known() {
    assert_eq!(Orientation::of(u32::MAX, 1), Orientation::Landscape);
    assert_eq!(Orientation::of(1, u32::MAX), Orientation::Portrait);
    assert_eq!(Orientation::of(u32::MAX, u32::MAX), Orientation::Square);
    assert_eq!(Orientation::of(0, 0), Orientation::Square);
    assert_eq!(SizeCategory::of(0, 0), SizeCategory::Thumbnail);
    assert_eq!(SizeCategory::of(u32::MAX, 0), SizeCategory::Large);
}

#[test]
fn sizes_change_at_500_and_above_1500() {
    let sizes = [499, 500, 1500, 1501].map(|longer| SizeCategory::of(longer, 10));
    let expected = [
        SizeCategory::Thumbnail,
        SizeCategory::Medium,
        SizeCategory::Medium,
        SizeCategory::Large,
    ];
    assert_eq!(sizes, expected);
}

#[test]
fn names_that_hurt_on_some_system_are_not_safe() {
    let long = "a".repeat(MAX_NAME_BYTES + 1);
    let bad = [
        "",
        ".",
        "..",
        ".hidden.jpg",
        "-rf.jpg",
        "a/b.jpg",
        "a\\b.jpg",
        "a b.jpg",
        "é.jpg",
        "a\0.jpg",
        "dot.",
        "con.jpg",
        "CON",
        "Nul.png",
        "lpt9.tar.gz",
        "a:b",
        "a\n",
        &long,
    ];
    for name in bad {
        assert!(!is_safe_name(name), "{name:?} passes");
    }
    let fits = "a".repeat(MAX_NAME_BYTES);
    for name in [
        "a",
        "_.jpg",
        "reef.2023-01.jpg",
        "console.jpg",
        "com10.jpg",
        &fits,
    ] {
        assert!(is_safe_name(name), "{name:?} fails");
    }
}

#[test]
fn stems_are_what_a_person_would_expect() {
    let cases = [
        ("2023/The reef at noon", "2023_The_reef_at_noon"),
        ("IMG_0042 (copy)", "IMG_0042_copy"),
        ("../../etc/passwd", "etc_passwd"),
        ("--help", "help"),
        ("CON", "CON_"),
        ("com1", "com1_"),
        ("日本", "image"),
        ("", "image"),
        ("a---b", "a---b"),
    ];
    for (text, stem) in cases {
        assert_eq!(safe_stem(text), stem, "of {text:?}");
    }
}

#[test]
fn what_turns_writing_around_or_hides_in_it_becomes_a_space() {
    assert_eq!(printable("a\u{1b}[31mb\r\n"), "a [31mb  ");
    assert_eq!(printable("x\u{202e}gpj.exe\u{200b}"), "x gpj.exe ");
    assert_eq!(printable("\u{feff}é字🐟"), " é字🐟");
}

#[test]
fn a_skip_holds_nothing_that_steers() {
    let skip = Skip::new("acquire", "a\u{1b}b", "bad\u{7}");
    assert_eq!(
        (skip.source.as_str(), skip.reason.as_str()),
        ("a b", "bad ")
    );
}

#[test]
fn every_color_term_is_found_by_its_spelling_and_no_other_word_is() {
    for term in ColorName::ALL {
        assert_eq!(ColorName::parse(term.as_str()), Some(term));
    }
    for word in ["", "Blue", "cyan", "grey", " red"] {
        assert_eq!(ColorName::parse(word), None, "{word:?}");
    }
}

#[test]
fn seeds_of_different_purposes_and_ids_are_different_and_lasting() {
    let seed = Seed::new(42);
    let derived = [
        seed,
        seed.derive("label", "a"),
        seed.derive("label", "b"),
        seed.derive("labela", ""),
        seed.derive("", "labela"),
        seed.derive("profile", "a"),
        Seed::new(43).derive("label", "a"),
        seed.derive("label", "a").derive("label", "a"),
    ];
    for (position, one) in derived.iter().enumerate() {
        for other in &derived[position + 1..] {
            assert_ne!(one, other);
        }
    }
    assert_eq!(
        seed.derive("label", "a"),
        Seed::new(42).derive("label", "a")
    );
    // The gallery's pictures hang on these numbers: a change of them changes every picture.
    let mut rng = Seed::new(42).rng();
    assert_eq!(rng.r#gen::<u64>(), Seed::new(42).rng().r#gen::<u64>());
    assert_eq!(Seed::new(42).value(), 42);
}

#[test]
fn streams_of_neighbouring_seeds_have_nothing_in_common() {
    let draw = |id: u32| {
        let mut rng = Seed::new(1).derive("user", &id.to_string()).rng();
        (0..64).map(|_| rng.gen_range(0..2)).collect::<Vec<u8>>()
    };
    for id in 0..50 {
        let (one, next) = (draw(id), draw(id + 1));
        let same = one.iter().zip(&next).filter(|(a, b)| a == b).count();
        // 64 fair coins: 12 or 52 equal ones would be five standard deviations off.
        assert!((12..=52).contains(&same), "{same} of 64 are the same");
    }
}
