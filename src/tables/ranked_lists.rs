//! Lists of images, best first, as other programs read them: a CSV with the columns
//! `user_id,image,rank`.

use anyhow::Result;

use super::favorites::USER_ID;

/// The image.
pub const IMAGE: &str = "image";
/// The place in the list, from 1.
pub const RANK: &str = "rank";

/// What is shown to one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedList {
    /// The user.
    pub user_id: String,
    /// The images, best first.
    pub images: Vec<String>,
}

/// The lists one after the other, one row an image.
///
/// # Errors
/// Never; for the signature of what writes to memory.
pub fn to_csv(lists: &[RankedList]) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([USER_ID, IMAGE, RANK])?;
    for list in lists {
        for (rank, image) in (1..).zip(&list.images) {
            let rank: u32 = rank;
            writer.write_record([&list.user_id, image, &rank.to_string()])?;
        }
    }
    Ok(writer.into_inner()?)
}
