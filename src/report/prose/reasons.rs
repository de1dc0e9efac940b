//! Reasons of recommendations in the report's language. The table has them in English, in the words
//! of `recommend`: they are read clause by clause, and told once more.

use crate::language::{Language, Sentence, Value, named};

/// Between the clauses of a reason.
const AND: &str = "; ";
/// The reason of an image that shares nothing with the favourites.
const UNLIKE: &str = "unlike your favourites: a change from what you know";

/// The reason in the language; as it is where it is in words that are not known, for a table may be
/// from anywhere.
pub fn told(reason: &str, language: &Language) -> String {
    let Some(clauses) = clauses(reason) else {
        return reason.to_owned();
    };
    let clauses: Vec<String> = clauses.iter().map(|clause| clause.told(language)).collect();
    clauses.join(AND)
}

/// What a reason says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clause<'a> {
    /// People who like an image, and so many more, like this one.
    People(&'a str, u64),
    /// It is like an image, and so many more.
    Kinds(&'a str, u64),
    /// So many of all users like it.
    Popular(u64, u64),
    Unlike,
    /// A trait that so many of all favourites have, and perhaps another one.
    Traits(Trait<'a>, Option<Trait<'a>>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Trait<'a> {
    what: What<'a>,
    shared: Shared,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What<'a> {
    Color(&'a str),
    Tag(&'a str),
    Orientation(&'a str),
    Size(&'a str),
}

/// By how many favourites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shared {
    TheOnly,
    All(u64),
    Some(u64, u64),
}

/// The clauses of a reason, at most two.
fn clauses(reason: &str) -> Option<Vec<Clause<'_>>> {
    // A name or a tag may hold what stands between clauses.
    let both = |(place, _)| {
        let (first, second) = (&reason[..place], &reason[place + AND.len()..]);
        Some(vec![clause(first)?, clause(second)?])
    };
    let two = reason.match_indices(AND).find_map(both);
    two.or_else(|| Some(vec![clause(reason)?]))
}

fn clause(text: &str) -> Option<Clause<'_>> {
    if text == UNLIKE {
        return Some(Clause::Unlike);
    }
    let people = text.strip_prefix("people who like ");
    if let Some(images) = people.and_then(|rest| rest.strip_suffix(" like it too")) {
        let (image, more) = images_named(images);
        return Some(Clause::People(image, more));
    }
    if let Some(images) = text.strip_prefix("of one kind with ") {
        let (image, more) = images_named(images);
        return Some(Clause::Kinds(image, more));
    }
    popular(text).or_else(|| traits(text))
}

/// `reef.jpg`, `reef.jpg and 3 more of your favourites`.
fn images_named(text: &str) -> (&str, u64) {
    let more = || {
        let (image, more) = text
            .strip_suffix(" more of your favourites")?
            .rsplit_once(" and ")?;
        Some((image, more.parse().ok()?))
    };
    more().unwrap_or((text, 0))
}

/// `61 of 150 users like it`.
fn popular(text: &str) -> Option<Clause<'_>> {
    let users = text.strip_suffix(" users like it");
    let users = users.or_else(|| text.strip_suffix(" users likes it"))?;
    let (likes, users) = users.split_once(" of ")?;
    Some(Clause::Popular(likes.parse().ok()?, users.parse().ok()?))
}

/// `blue, like 9 of your 12 favourites, and tagged sea, like 7 of the 12`.
fn traits(text: &str) -> Option<Clause<'_>> {
    let two = text.match_indices(", and ").find_map(|(place, and)| {
        let first = one_trait(&text[..place], first_shared)?;
        let second = one_trait(&text[place + and.len()..], next_shared)?;
        Some(Clause::Traits(first, Some(second)))
    });
    two.or_else(|| Some(Clause::Traits(one_trait(text, first_shared)?, None)))
}

fn one_trait(text: &str, shared: fn(&str) -> Option<Shared>) -> Option<Trait<'_>> {
    let (described, like) = text.rsplit_once(", like ")?;
    Some(Trait {
        what: what(described),
        shared: shared(like)?,
    })
}

fn first_shared(text: &str) -> Option<Shared> {
    let all = text.strip_prefix("all ");
    if text == "your one favourite" {
        return Some(Shared::TheOnly);
    } else if let Some(all) = all.and_then(|rest| rest.strip_suffix(" of your favourites")) {
        return Some(Shared::All(all.parse().ok()?));
    }
    let (some, all) = text.strip_suffix(" favourites")?.split_once(" of your ")?;
    Some(Shared::Some(some.parse().ok()?, all.parse().ok()?))
}

fn next_shared(text: &str) -> Option<Shared> {
    if text == "it" {
        return Some(Shared::TheOnly);
    } else if let Some(all) = text.strip_prefix("all ") {
        return Some(Shared::All(all.parse().ok()?));
    }
    let (some, all) = text.split_once(" of the ")?;
    Some(Shared::Some(some.parse().ok()?, all.parse().ok()?))
}

/// `blue`, `tagged sea`, `in portrait format`, `large in size`.
fn what(text: &str) -> What<'_> {
    let orientation = text.strip_prefix("in ");
    if let Some(tag) = text.strip_prefix("tagged ") {
        What::Tag(tag)
    } else if let Some(orientation) = orientation.and_then(|rest| rest.strip_suffix(" format")) {
        What::Orientation(orientation)
    } else if let Some(size) = text.strip_suffix(" in size") {
        What::Size(size)
    } else {
        What::Color(text)
    }
}

impl Clause<'_> {
    fn told(&self, language: &Language) -> String {
        let say = &language.words().reason;
        match self {
            Self::People(image, more) => of_images(&say.people, image, *more, language),
            Self::Kinds(image, more) => of_images(&say.kinds, image, *more, language),
            Self::Popular(likes, users) => {
                let values = [("likes", (*likes).into()), ("users", (*users).into())];
                language.say(&say.popularity, &values)
            }
            Self::Unlike => language.say(&say.unlike, &[]),
            Self::Traits(first, next) => {
                let sentences = [&say.like_the_only, &say.like_all, &say.like_some];
                let mut words = first.told(sentences, language);
                if let Some(next) = next {
                    let sentences = [
                        &say.and_like_the_only,
                        &say.and_like_all,
                        &say.and_like_some,
                    ];
                    words += &next.told(sentences, language);
                }
                words
            }
        }
    }
}

fn of_images(sentence: &Sentence, image: &str, more: u64, language: &Language) -> String {
    let values = [("image", image.into()), ("more", more.into())];
    language.say(sentence, &values)
}

impl Trait<'_> {
    /// By sentences for what the only favourite, all and some of them have.
    fn told(&self, [the_only, all_have, some_have]: [&Sentence; 3], language: &Language) -> String {
        let (sentence, some, all) = match self.shared {
            Shared::TheOnly => (the_only, 1, 1),
            Shared::All(all) => (all_have, all, all),
            Shared::Some(some, all) => (some_have, some, all),
        };
        let values = [
            ("trait", Value::from(self.what.told(language))),
            ("count", some.into()),
            ("all", all.into()),
        ];
        language.say(sentence, &values)
    }
}

impl What<'_> {
    fn told(&self, language: &Language) -> String {
        let words = language.words();
        let (names, say) = (&words.names, &words.reason);
        match *self {
            Self::Tag(tag) => language.say(&say.tag, &[("tag", tag.into())]),
            Self::Color(color) => {
                let color = named(&names.colors, color);
                language.say(&say.color, &[("color", color.into())])
            }
            Self::Orientation(name) => {
                let orientation = named(&names.orientations, name);
                language.say(&say.orientation, &[("orientation", orientation.into())])
            }
            Self::Size(size) => {
                let size = named(&names.sizes, size);
                language.say(&say.size, &[("size", size.into())])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Result;

    use super::{UNLIKE, clauses, told};
    use crate::language::Language;

    /// Reasons in all their forms.
    const REASONS: [&str; 8] = [
        "blue, like 9 of your 12 favourites, and tagged sea, like 7 of the 12",
        "in portrait format, like all 5 of your favourites, and large in size, like all 5; 1 of 9 users likes it",
        "gray, like your one favourite, and tagged a, and b; c, like it",
        "people who like reef.jpg and 3 more of your favourites like it too; 61 of 150 users like it",
        "people who like sun and 2 more of your favourites.jpg like it too",
        "of one kind with reef.jpg and 1 more of your favourites",
        "of one kind with reef.jpg",
        UNLIKE,
    ];

    #[test]
    fn a_reason_read_and_told_in_english_is_the_same() -> Result<()> {
        let english = Language::of("en")?;
        for reason in REASONS {
            assert!(clauses(reason).is_some(), "{reason}");
            assert_eq!(told(reason, &english), reason);
        }
        Ok(())
    }

    #[test]
    fn a_reason_is_told_in_other_languages() -> Result<()> {
        let german = Language::of("de")?;
        assert_eq!(
            told(REASONS[0], &german),
            "Farbe Blau wie bei 9 deiner 12 Favoriten, dazu Schlagwort ‚sea‘ wie bei 7 der 12"
        );
        assert_eq!(
            told(REASONS[3], &german),
            "wem reef.jpg und 3 weitere deiner Favoriten gefallen, dem gefällt auch dieses Bild; gefällt 61 von 150 Nutzern"
        );
        let spanish = Language::of("es")?;
        assert_eq!(
            told(REASONS[1], &spanish),
            "orientación vertical, como tus 5 favoritas, y tamaño grande, como las 5; le gusta a 1 de 9 usuarios"
        );
        assert_eq!(told("because", &spanish), "because");
        Ok(())
    }
}
