//! Near-duplicates in `duplicates.json`, from a folder to the file and the check.

use image::imageops::{self, FilterType};
use image::{ImageFormat, Rgb, RgbImage};

use crate::support::{Sandbox, pictures::encode};

/// A picture with hills of this number's form.
fn hills(number: u32) -> RgbImage {
    RgbImage::from_fn(200, 150, |x, y| {
        let place = x as f32 / 200.0 * (5.0 + number as f32 * 3.0) + number as f32;
        let is_hill = y as f32 > 80.0 + 40.0 * place.sin();
        Rgb(if is_hill {
            [30, 90, 40]
        } else {
            [170, 200, 240 - (y / 2) as u8]
        })
    })
}

/// Two pictures, a smaller JPEG of the first, and two plain ones.
fn folder() -> Sandbox {
    let sandbox = Sandbox::new();
    let hills = [hills(0), hills(1)];
    let small = imageops::resize(&hills[0], 90, 68, FilterType::Triangle);
    let plain = |color| RgbImage::from_pixel(80, 60, Rgb(color));
    for (name, bytes) in [
        ("b-original.png", encode(hills[0].clone(), ImageFormat::Png)),
        ("a-small.jpg", encode(small, ImageFormat::Jpeg)),
        ("other.png", encode(hills[1].clone(), ImageFormat::Png)),
        ("blue.png", encode(plain([0, 0, 200]), ImageFormat::Png)),
        ("red.png", encode(plain([200, 0, 0]), ImageFormat::Png)),
    ] {
        sandbox.write(&format!("photos/{name}"), &bytes);
    }
    sandbox.run(&["acquire", "--path", "photos"]).expect(0);
    sandbox
}

#[test]
fn a_smaller_copy_is_found_and_told() {
    let sandbox = folder();
    let ran = sandbox.run(&["label"]).expect(0);
    let told = format!("{}{}", ran.stdout, ran.stderr);
    assert!(told.contains("5 labels, 1 near-duplicate pair"), "{told}");
    let pairs = sandbox.json("data/duplicates.json");
    assert_eq!(pairs.as_array().map(Vec::len), Some(1), "{pairs}");
    assert_eq!(pairs[0]["filename"], "a-small.jpg");
    assert_eq!(pairs[0]["other"], "b-original.png");
    assert!(pairs[0]["distance"].as_u64().is_some_and(|bits| bits <= 8));
}

#[test]
fn another_distance_pairs_anew_without_looking_at_images_again() {
    let sandbox = folder();
    sandbox.run(&["label"]).expect(0);
    let labels = sandbox.read("data/images_labels.json");
    let journal = sandbox.read("data/.pixrec/label.ndjson");
    // There are no pixels to be looked at any more.
    for image in sandbox.images() {
        std::fs::remove_file(sandbox.path("data/images").join(image)).expect("it is there");
    }
    let far = sandbox
        .run(&["label", "--duplicate-distance", "16"])
        .expect(0);
    let told = format!("{}{}", far.stdout, far.stderr);
    assert!(told.contains("5 labels, "), "{told}");
    assert_eq!(sandbox.read("data/.pixrec/label.ndjson"), journal);
    assert_eq!(sandbox.read("data/images_labels.json"), labels);
    assert_eq!(
        sandbox.json("data/duplicates.json")[0]["filename"],
        "a-small.jpg"
    );
    std::fs::remove_file(sandbox.path("data/duplicates.json")).expect("it is there");
    sandbox.run(&["label"]).expect(0);
    assert_eq!(
        sandbox.json("data/duplicates.json")[0]["other"],
        "b-original.png"
    );
    let wrong = sandbox
        .run(&["label", "--duplicate-distance", "17"])
        .expect(2);
    assert!(
        wrong.stderr.contains("label.duplicate_distance is 17"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn the_file_is_the_same_with_any_number_of_threads() {
    let sandbox = folder();
    sandbox.run(&["label", "-j", "1"]).expect(0);
    let alone = sandbox.read("data/duplicates.json");
    std::fs::remove_dir_all(sandbox.path("data/.pixrec")).expect("it is there");
    std::fs::remove_file(sandbox.path("data/duplicates.json")).expect("it is there");
    sandbox.run(&["label", "-j", "4"]).expect(0);
    assert_eq!(sandbox.read("data/duplicates.json"), alone);
}
