//! Models that learn from who likes what, and what they know of images that nobody likes.

use anyhow::Result;
use ndarray::Array2;

use super::{collection, content, taste};
use crate::recommend::linalg::Dense;
use crate::recommend::{MODELS, unliked};

/// Ten users like the images of the sea and ten those of the city; the last image of each kind is
/// liked by nobody.
fn two_crowds() -> Result<crate::recommend::Collection> {
    let kinds: [&[&str]; 2] = [&["sea", "water"], &["city", "street"]];
    let images: Vec<&[&str]> = (0..22).map(|image| kinds[image % 2]).collect();
    let likes: Vec<Vec<u32>> = (0..20_u32)
        .map(|user| {
            let kind = user % 2;
            let own = (0..10_u32).filter(|place| (place + user / 2) % 3 != 0);
            own.map(|place| 2 * place + kind).collect()
        })
        .collect();
    let slices: Vec<&[u32]> = likes.iter().map(Vec::as_slice).collect();
    Ok(collection(content(&images)?, &slices))
}

#[test]
fn an_image_that_nobody_likes_is_put_where_its_like_are() -> Result<()> {
    let collection = two_crowds()?;
    let mut values = Dense {
        columns: 2,
        values: (0..22)
            .flat_map(|image: usize| [(image % 2) as f32, 1.0 - (image % 2) as f32])
            .collect::<Vec<_>>()
            .into(),
    };
    for image in [20, 21] {
        values.row_mut(image).fill(0.0);
    }
    let before = values.clone();
    unliked::fill(&collection, &mut values)?;
    // A ridge draws them to the mean, not across it.
    assert!(
        values.row(20)[0] < 0.35 && values.row(20)[1] > 0.65,
        "{:?}",
        values.row(20)
    );
    assert!(
        values.row(21)[0] > 0.65 && values.row(21)[1] < 0.35,
        "{:?}",
        values.row(21)
    );
    for image in 0..20 {
        assert_eq!(values.row(image), before.row(image));
    }
    Ok(())
}

#[test]
fn als_and_hybrid_tell_new_images_apart_by_what_those_who_like_the_same_like() -> Result<()> {
    let collection = two_crowds()?;
    for name in ["als", "hybrid"] {
        let definition = MODELS.iter().find(|model| model.name == name);
        let definition = definition.unwrap_or(&MODELS[0]);
        let learned = (definition.learn)(&collection)?;
        let mut scores = Array2::zeros((2, 22));
        let tastes = [taste(&[0, 2, 4]), taste(&[1, 3, 5])];
        learned.score(&tastes, scores.view_mut())?;
        assert!(scores[(0, 20)] > scores[(0, 21)], "{name}: {scores}");
        assert!(scores[(1, 21)] > scores[(1, 20)], "{name}: {scores}");
    }
    Ok(())
}
