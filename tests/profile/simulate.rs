//! Answers `src/profile/simulate.rs` and `src/profile/tastes.rs`: made-up users.

use std::collections::BTreeMap;

use anyhow::Result;
use pixrec::domain::Seed;
use pixrec::profile::{Likes, Settings, digest, is_simulated, run, settle};
use pixrec::tables::favorites;
use pixrec::tables::tastes::Taste;
use polars::prelude::*;

use crate::frames::{Person, Picture, context, labels, person, rows, shuffled_labels, synthetic};

fn simulated(pictures: &[Picture], users: u32, seed: u64) -> Result<(Vec<Person>, Vec<Taste>)> {
    let Likes { favorites, tastes } =
        settle(&labels(pictures), Likes::default(), users, Seed::new(seed))?;
    Ok((favorites::users(&favorites)?, tastes))
}

/// Whether a picture has one of the things that are liked.
fn fits(picture: &Picture, taste: &Taste) -> bool {
    taste
        .colors
        .iter()
        .any(|color| picture.colors.contains(color))
        || taste.tags.iter().any(|tag| picture.tags.contains(tag))
        || taste.size_category.as_deref() == Some(picture.size)
        || taste.orientation.as_deref() == Some(picture.orientation)
}

#[test]
fn eight_users_with_ten_to_twenty_favourites_each_have_a_taste_of_their_own() -> Result<()> {
    let pictures = synthetic(300, 1);
    for seed in 0..10 {
        let (persons, tastes) = simulated(&pictures, 8, seed)?;
        assert_eq!((persons.len(), tastes.len()), (8, 8));
        for ((user, favorites), taste) in persons.iter().zip(&tastes) {
            assert_eq!(*user, taste.user_id);
            assert!(
                (10..=20).contains(&favorites.len()),
                "{user}: {}",
                favorites.len()
            );
            let mut distinct = favorites.clone();
            distinct.sort();
            distinct.dedup();
            assert_eq!(distinct.len(), favorites.len());
            let fitting = pictures
                .iter()
                .filter(|picture| favorites.contains(&picture.filename) && fits(picture, taste));
            // One in eight may be off the taste.
            assert!(
                fitting.count() * 8 >= favorites.len() * 7,
                "{}",
                taste.taste
            );
            assert!(is_simulated(user, favorites, &tastes));
        }
    }
    Ok(())
}

#[test]
fn tastes_are_for_subjects_a_colour_a_size_a_mixture_a_pair_and_a_shape() -> Result<()> {
    let (_, tastes) = simulated(&synthetic(300, 1), 8, 42)?;
    let shape = |taste: &Taste| {
        let shapes = (taste.size_category.is_some(), taste.orientation.is_some());
        (taste.tags.len(), taste.colors.len(), shapes.0, shapes.1)
    };
    let shapes: Vec<_> = tastes.iter().map(shape).collect();
    let expected = [
        (1, 0, false, false),
        (1, 0, false, false),
        (0, 1, false, false),
        (0, 0, true, false),
        (2, 1, false, false),
        (1, 1, false, false),
        (1, 1, false, false),
        (0, 0, false, true),
    ];
    assert_eq!(shapes, expected);
    assert_ne!(tastes[0].tags, tastes[1].tags);
    // Two are alike, and it is written down who is like whom.
    assert_eq!(tastes[6].like.as_deref(), Some(tastes[5].user_id.as_str()));
    assert_eq!(
        (&tastes[6].tags, &tastes[6].colors),
        (&tastes[5].tags, &tastes[5].colors)
    );
    assert!(
        tastes
            .iter()
            .enumerate()
            .all(|(place, taste)| taste.like.is_some() == (place == 6))
    );
    Ok(())
}

#[test]
fn nature_and_architecture_come_first_where_the_collection_has_them() -> Result<()> {
    let mut pictures = synthetic(120, 1);
    for (index, picture) in pictures.iter_mut().enumerate() {
        match index % 10 {
            0 => picture.tags.push("architecture".to_owned()),
            1 => picture.tags.push("nature".to_owned()),
            _ => {}
        }
    }
    let (_, tastes) = simulated(&pictures, 2, 42)?;
    let tags: Vec<&String> = tastes.iter().flat_map(|taste| &taste.tags).collect();
    assert_eq!(tags, ["nature", "architecture"]);
    Ok(())
}

/// The profile of each user as `(colors, orientation, size, tags)`.
fn profiles(pictures: &[Picture], users: u32, seed: u64) -> Result<Vec<(Taste, [Vec<String>; 4])>> {
    let settings = Settings {
        users,
        ..Settings::default()
    };
    let made = run(
        &labels(pictures),
        Likes::default(),
        &settings,
        context(seed),
    )?
    .tables;
    let columns = [
        "favorite_colors",
        "favorite_orientation",
        "favorite_size",
        "favorite_tags",
    ];
    let table = rows(made.users.frame()?.lazy(), &columns);
    let lists = table.into_iter().map(|row| {
        let mut cells = row.into_iter();
        std::array::from_fn(|_| {
            let cell = cells.next().unwrap_or_default();
            cell.split('|').map(str::to_owned).collect()
        })
    });
    Ok(made.tastes.into_iter().zip(lists).collect())
}

#[test]
fn every_taste_is_found_again_by_the_profile() -> Result<()> {
    let pictures = synthetic(300, 1);
    for seed in 0..10 {
        for (taste, [colors, orientation, size, tags]) in profiles(&pictures, 8, seed)? {
            let who = format!("seed {seed}: {} {}", taste.user_id, taste.taste);
            // Of several things that are liked, any one of them may be what stands out.
            let liked = taste.colors.len() + taste.tags.len();
            let color_found = taste
                .colors
                .iter()
                .filter(|color| colors.contains(color))
                .count();
            let tag_found = taste.tags.iter().filter(|tag| tags.contains(tag)).count();
            if liked > 0 {
                assert!(color_found + tag_found > 0, "{who}: {colors:?} {tags:?}");
            }
            if liked == 1 {
                assert_eq!(color_found, taste.colors.len(), "{who}: {colors:?}");
                assert_eq!(tag_found, taste.tags.len(), "{who}: {tags:?}");
            }
            if let Some(one) = taste.size_category {
                assert_eq!(size, [one], "{who}");
            }
            if let Some(one) = taste.orientation {
                assert_eq!(orientation, [one], "{who}");
            }
        }
    }
    Ok(())
}

#[test]
fn users_of_the_same_seed_are_the_same_whatever_the_order_of_rows() -> Result<()> {
    let tables = labels(&synthetic(100, 1));
    let of = |tables, seed| settle(tables, Likes::default(), 8, Seed::new(seed));
    let first = of(&tables, 42)?;
    let shuffled = shuffled_labels(&tables, 3);
    for again in [of(&tables, 42)?, of(&shuffled, 42)?] {
        assert_eq!(
            favorites::users(&again.favorites)?,
            favorites::users(&first.favorites)?
        );
        assert_eq!(again.tastes, first.tastes);
    }
    assert_ne!(
        favorites::users(&of(&tables, 43)?.favorites)?,
        favorites::users(&first.favorites)?
    );
    Ok(())
}

#[test]
fn any_number_of_users_can_be_made_for_any_small_collection() -> Result<()> {
    for images in [0, 1, 2, 5, 12] {
        for users in [1, 8, 25] {
            let (persons, tastes) = simulated(&synthetic(images, 1), users, 42)?;
            assert_eq!(
                (persons.len(), tastes.len()),
                (users as usize, users as usize)
            );
            for (user, favorites) in persons {
                // Half is left to be recommended.
                assert_eq!(favorites.len(), images.div_ceil(2).min(favorites.len()));
                assert_eq!(
                    favorites.is_empty(),
                    images == 0,
                    "{user} of {images} images"
                );
            }
        }
    }
    Ok(())
}

#[test]
fn images_that_are_all_alike_still_give_users() -> Result<()> {
    let pictures: Vec<Picture> = (0..30)
        .map(|index| Picture::new(&format!("{index:02}.jpg"), &["blue"], &["sea"]))
        .collect();
    let (persons, tastes) = simulated(&pictures, 8, 42)?;
    assert!(persons.iter().all(|(_, favorites)| favorites.len() >= 10));
    assert!(tastes.iter().all(|taste| taste.taste.contains("anything")));
    Ok(())
}

#[test]
fn a_persons_favourites_are_never_changed_and_nobody_is_made_up_beside_them() -> Result<()> {
    let persons = [
        person("zoe", &["beach-0000.jpg", "gone.jpg"]),
        person("ana", &[]),
    ];
    let likes = Likes {
        favorites: favorites::frame(&persons)?.lazy(),
        tastes: Vec::new(),
    };
    let settled = settle(&labels(&synthetic(50, 1)), likes, 8, Seed::new(42))?;
    assert_eq!(favorites::users(&settled.favorites)?, persons);
    assert!(settled.tastes.is_empty());
    Ok(())
}

#[test]
fn a_simulated_user_who_is_edited_becomes_a_person() -> Result<()> {
    let tables = labels(&synthetic(100, 1));
    let first = settle(&tables, Likes::default(), 8, Seed::new(42))?;
    let mut persons = favorites::users(&first.favorites)?;
    persons[2].1.push("tulip-0011.jpg".to_owned());
    let edited = persons[2].clone();
    assert!(!is_simulated(&edited.0, &edited.1, &first.tastes));
    let likes = Likes {
        favorites: favorites::frame(&persons)?.lazy(),
        tastes: first.tastes,
    };
    // Other images, another seed: the others are made anew, the edited one stays.
    let tables = labels(&synthetic(140, 2));
    let second = settle(&tables, likes, 8, Seed::new(7))?;
    let by_user: BTreeMap<String, Vec<String>> =
        favorites::users(&second.favorites)?.into_iter().collect();
    assert_eq!(by_user.len(), 8);
    assert_eq!(by_user.get(&edited.0), Some(&edited.1));
    assert_ne!(by_user.get(&persons[0].0), Some(&persons[0].1));
    assert_eq!(second.tastes.len(), 7);
    assert!(second.tastes.iter().all(|taste| taste.user_id != edited.0));
    // And once more: the person is known as one for ever.
    let third = settle(&tables, second, 8, Seed::new(8))?;
    let by_user: BTreeMap<String, Vec<String>> =
        favorites::users(&third.favorites)?.into_iter().collect();
    assert_eq!(by_user.get(&edited.0), Some(&edited.1));
    Ok(())
}

#[test]
fn where_every_simulated_user_was_edited_nobody_is_made_up_again() -> Result<()> {
    let tables = labels(&synthetic(60, 1));
    let first = settle(&tables, Likes::default(), 2, Seed::new(42))?;
    let mut persons = favorites::users(&first.favorites)?;
    for (_, favorites) in &mut persons {
        favorites.truncate(3);
    }
    let likes = Likes {
        favorites: favorites::frame(&persons)?.lazy(),
        tastes: first.tastes,
    };
    let second = settle(&tables, likes, 2, Seed::new(42))?;
    assert_eq!(favorites::users(&second.favorites)?, persons);
    assert!(second.tastes.is_empty());
    Ok(())
}

#[test]
fn the_digest_tells_lists_apart() {
    let of = |names: &[&str]| digest(&crate::frames::owned(names));
    assert_eq!(of(&["a", "b"]), of(&["a", "b"]));
    assert_ne!(of(&["a", "b"]), of(&["b", "a"]));
    assert_ne!(of(&["a", "b"]), of(&["ab"]));
    assert_ne!(of(&["a"]), of(&["a", "b"]));
}
