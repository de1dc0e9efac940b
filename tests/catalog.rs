//! Answers `src/catalog`: what filters leave, against the plainest way to find it.

use std::collections::BTreeSet;

use anyhow::Result;
use palette::{FromColor, Oklab, Srgb};
use pixrec::catalog::{Catalog, Cursor, Filter, Inputs, Kind, NEAR, Order, People, parse_color};
use pixrec::domain::Rgb;
use pixrec::tables::favorites;
use pixrec::tables::images::frame;
use polars::prelude::*;
use proptest::prelude::*;

use crate::frames::{Picture, labels, synthetic};
use crate::tables::images::record;

fn catalog(pictures: &[Picture]) -> Result<Catalog> {
    let records = pictures.iter().map(|picture| {
        let mut record = record(&picture.filename);
        record.title = Some(format!("The {} one", picture.filename));
        record
    });
    Catalog::of(Inputs {
        images: frame(records.collect())?.lazy(),
        labels: &labels(pictures),
        duplicates: None,
    })
}

/// People who like some of the first images.
fn people(catalog: &Catalog, likes: &[Vec<usize>]) -> Result<People> {
    let users: Vec<(String, Vec<String>)> = likes
        .iter()
        .enumerate()
        .map(|(user, images)| {
            let images = images
                .iter()
                .map(|image| catalog.filename((image % catalog.len()) as u32));
            (format!("user{user}"), images.map(str::to_owned).collect())
        })
        .collect();
    People::of(Some(favorites::frame(&users)?.lazy()), None, catalog)
}

/// All images of a list, page by page.
fn walk(
    catalog: &Catalog,
    filter: &Filter,
    order: Order,
    people: &People,
    limit: usize,
) -> Vec<u32> {
    let (mut all, mut after): (Vec<u32>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let page = catalog.page(filter, order, people.ranking(), after.as_ref(), limit);
        all.extend(page.images);
        match page.next {
            // As an address has it.
            Some(next) => after = Some(Cursor::parse(&next.to_text()).expect("its own text")),
            None => {
                assert_eq!(page.total, all.len() as u64);
                return all;
            }
        }
    }
}

proptest! {
    #[test]
    fn a_filter_leaves_what_a_search_of_every_image_finds(
        count in 1_usize..60,
        seed in 0_u64..50,
        picked in prop::collection::vec((0_usize..4, 0_usize..40), 0..4),
        limit in 1_usize..20,
        likes in prop::collection::vec(prop::collection::vec(0_usize..60, 0..10), 0..5),
    ) {
        let catalog = catalog(&synthetic(count, seed)).expect("a catalogue");
        let kinds = [Kind::Tag, Kind::Color, Kind::Orientation, Kind::Size];
        let mut filter = Filter::default();
        let all: Vec<u32> = (0..catalog.len() as u32).collect();
        for (kind, image) in picked {
            let value = catalog.facet(kinds[kind]).values_of((image % count) as u32).next().map(str::to_owned);
            if let Some(value) = value {
                filter.choose(kinds[kind], &value);
            }
        }
        let has = |image: &u32| filter.chosen.iter().all(|(kind, value)| {
            catalog.facet(*kind).values_of(*image).any(|own| own == value)
        });
        let expected: Vec<u32> = all.iter().copied().filter(has).collect();
        let found: Vec<u32> = filter.images(&catalog).into_iter().collect();
        prop_assert_eq!(&found, &expected);

        let people = people(&catalog, &likes).expect("people");
        prop_assert_eq!(walk(&catalog, &filter, Order::Name, &people, limit), expected.clone());
        let liked = walk(&catalog, &filter, Order::Likes, &people, limit);
        let mut by_likes = expected;
        by_likes.sort_by_key(|image| std::cmp::Reverse(people.likes()[*image as usize]));
        prop_assert_eq!(liked, by_likes);

        for (kind, choices) in filter.choices(&catalog) {
            for choice in choices {
                let mut further = filter.clone();
                if !choice.chosen {
                    further = filter.toggled(kind, &choice.value);
                }
                prop_assert_eq!(further.images(&catalog).len(), choice.count, "{:?} {}", kind, choice.value);
            }
        }
    }
}

proptest! {
    #[test]
    fn a_catalogue_with_other_tags_is_the_one_that_is_made_of_them(
        count in 1_usize..40,
        seed in 0_u64..50,
        edits in prop::collection::btree_map(
            0_usize..50,
            prop::collection::btree_set(prop::sample::select(vec!["", "sea", "sea bird", "new", "tag0", "éclair"]), 0..4),
            0..6,
        ),
    ) {
        let mut pictures = synthetic(count, seed);
        let before = catalog(&pictures).expect("a catalogue");
        let mut others = std::collections::BTreeMap::new();
        for (image, tags) in edits {
            let tags: Vec<String> = tags.into_iter().map(str::to_owned).collect();
            let name = match pictures.get_mut(image) {
                Some(picture) => {
                    picture.tags = tags.clone();
                    picture.filename.clone()
                }
                None => "unknown.jpg".to_owned(),
            };
            others.insert(name, tags);
        }
        let (edited, anew) = (before.retagged(&others).expect("it"), catalog(&pictures).expect("it"));
        prop_assert_eq!(edited.facet(Kind::Tag).len(), anew.facet(Kind::Tag).len());
        let tags_of = |catalog: &Catalog, image| -> Vec<String> {
            catalog.facet(Kind::Tag).values_of(image).map(str::to_owned).collect()
        };
        for image in 0..count as u32 {
            prop_assert_eq!(tags_of(&edited, image), tags_of(&anew, image));
        }
        for words in ["sea", "se", "bird", "new", "ecl", "éc", "tag0"] {
            let filter = Filter { words: words.to_owned(), ..Filter::default() };
            prop_assert_eq!(filter.images(&edited), filter.images(&anew), "{}", words);
            prop_assert_eq!(filter.choices(&edited), filter.choices(&anew), "{}", words);
        }
    }
}

/// How far two colours are apart in Oklab.
fn apart(one: Rgb, other: Rgb) -> f32 {
    let lab = |Rgb([red, green, blue])| {
        let color: Srgb<f32> = Srgb::new(red, green, blue).into_format();
        Oklab::from_color(color)
    };
    let (one, other): (Oklab<f32>, Oklab<f32>) = (lab(one), lab(other));
    let steps = [one.l - other.l, one.a - other.a, one.b - other.b];
    steps.map(|step| step * step).iter().sum::<f32>().sqrt()
}

#[test]
fn near_a_colour_are_palettes_that_come_near_it() -> Result<()> {
    let catalog = catalog(&synthetic(40, 3))?;
    let people = people(&catalog, &[])?;
    for image in 0..10 {
        let wanted = catalog.palette(image).next().expect("a colour").rgb;
        let filter = Filter {
            near: Some(wanted),
            ..Filter::default()
        };
        let near = walk(&catalog, &filter, Order::Near, &people, 7);
        assert!(near.contains(&image), "an image is near its own colours");
        let comes_near = |other: &u32| {
            let mut palette = catalog.palette(*other);
            palette.any(|swatch| swatch.share >= 0.03 && apart(swatch.rgb, wanted) <= NEAR)
        };
        let all = 0..catalog.len() as u32;
        let expected: BTreeSet<u32> = all.filter(comes_near).collect();
        assert_eq!(near.iter().copied().collect::<BTreeSet<u32>>(), expected);
        // Of two with the very colour, the one that has more of it is nearer.
        let share = |other: &u32| {
            let mut palette = catalog.palette(*other);
            palette
                .find(|swatch| swatch.rgb == wanted)
                .map(|swatch| swatch.share)
        };
        let farthest = |other: &u32| {
            let others = catalog
                .palette(*other)
                .filter(|swatch| swatch.rgb != wanted);
            others
                .map(|swatch| apart(swatch.rgb, wanted))
                .fold(f32::MAX, f32::min)
                > NEAR
        };
        let shares: Vec<f32> = near
            .iter()
            .filter(|other| farthest(other))
            .filter_map(share)
            .collect();
        assert!(shares.is_sorted_by(|a, b| a >= b), "{shares:?}");
    }
    Ok(())
}

#[test]
fn colours_are_read_with_and_without_a_hash() {
    assert_eq!(parse_color("#1e90ff"), Some(Rgb([0x1e, 0x90, 0xff])));
    assert_eq!(parse_color("1E90FF"), Some(Rgb([0x1e, 0x90, 0xff])));
    for wrong in ["", "#", "1e90f", "1e90fff", "gggggg", "+1e90f", "##1e90ff"] {
        assert_eq!(parse_color(wrong), None, "{wrong}");
    }
}
