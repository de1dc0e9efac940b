//! The questions that are built in: those of the folder `pipelines/queries`.

/// A question that is built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// The name of its file.
    pub file: &'static str,
    /// What is in it.
    pub sql: &'static str,
}

macro_rules! built_in {
    ($file:literal) => {
        BuiltIn {
            file: $file,
            sql: include_str!(concat!("../../pipelines/queries/", $file)),
        }
    };
}

/// All built-in questions.
pub const QUESTIONS: &[BuiltIn] = &[
    built_in!("biggest_files.sql"),
    built_in!("camera_models.sql"),
    built_in!("colors_by_share.sql"),
    built_in!("colors_per_orientation.sql"),
    built_in!("favorites_of_unknown_images.sql"),
    built_in!("favorites_over_time.sql"),
    built_in!("images_by_author.sql"),
    built_in!("images_nobody_likes.sql"),
    built_in!("images_per_source.sql"),
    built_in!("images_without_tags.sql"),
    built_in!("licenses.sql"),
    built_in!("liked_together.sql"),
    built_in!("most_liked_images.sql"),
    built_in!("most_recommended_images.sql"),
    built_in!("near_duplicates.sql"),
    built_in!("orientation_by_taste.sql"),
    built_in!("popular_colors.sql"),
    built_in!("similar_users.sql"),
    built_in!("sizes_and_formats.sql"),
    built_in!("tag_pairs.sql"),
    built_in!("tag_pairs_by_lift.sql"),
    built_in!("tags_by_frequency.sql"),
    built_in!("tags_by_images.sql"),
    built_in!("tags_with_color.sql"),
    built_in!("users_by_favorites.sql"),
    built_in!("users_per_cluster.sql"),
    built_in!("why_rejected.sql"),
];

impl BuiltIn {
    /// The question whose file is named `name`, with or without its extension.
    pub fn of(name: &str) -> Option<Self> {
        let stem = name.strip_suffix(".sql").unwrap_or(name);
        QUESTIONS
            .iter()
            .find(|question| question.file.strip_suffix(".sql") == Some(stem))
            .copied()
    }

    /// What it asks: the first line of its head.
    pub fn asks(&self) -> &'static str {
        let first = self.sql.lines().next().unwrap_or_default();
        first.trim_start_matches('-').trim()
    }
}
