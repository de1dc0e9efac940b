//! The source `folder`, on files as people have them.

use std::fs;

use image::ImageFormat;

use crate::support::{Sandbox, pictures};

/// A sandbox with `photos` that hold these files, brought in.
fn acquired(files: &[(&str, Vec<u8>)]) -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, bytes) in files {
        sandbox.write(&format!("photos/{name}"), bytes);
    }
    sandbox
        .run(&["acquire", "-q", "--path", "photos"])
        .expect(0);
    sandbox
}

#[test]
fn every_file_is_labelled_or_rejected_with_its_reason() {
    let mut cut = pictures::jpeg(3);
    cut.truncate(cut.len() / 2);
    let cmyk = include_bytes!("../fixtures/images/cmyk_red_left_blue_right.jpg");
    let one_px = pictures::encode(pictures::halves(1, 1, [9; 3], [9; 3]), ImageFormat::Png);
    let sandbox = acquired(&[
        ("good.jpg", pictures::jpeg(1)),
        ("one.png", one_px),
        ("cmyk.jpg", cmyk.to_vec()),
        ("deep.png", pictures::png_16_bit()),
        ("gray.png", pictures::png_gray()),
        ("clear.png", pictures::png_transparent()),
        ("moving.gif", pictures::gif_animated()),
        ("cut.jpg", cut),
        ("empty.jpg", Vec::new()),
        ("text.jpg", b"this is no picture".to_vec()),
        (
            "page.png",
            b"<!DOCTYPE html><html><body>404</body></html>".to_vec(),
        ),
        ("huge.png", pictures::png_of_60000()),
    ]);
    sandbox.run(&["label", "-q"]).expect(0);
    let labels = sandbox.json("data/images_labels.json");
    let labelled: Vec<&String> = labels.as_object().expect("an object").keys().collect();
    assert_eq!(
        labelled,
        [
            "clear.png",
            "cmyk.jpg",
            "deep.png",
            "good.jpg",
            "gray.png",
            "moving.gif",
            "one.png"
        ]
    );
    assert_eq!(
        labels["moving.gif"]["color_names"][0], "green",
        "of an animation the first frame"
    );
    assert_eq!(
        labels["clear.png"]["color_names"][0], "white",
        "what is transparent lies on white"
    );
    let rejected = sandbox.rejected();
    let said = |name: &str, word: &str| {
        let reason = rejected
            .get(name)
            .unwrap_or_else(|| panic!("{name} is not rejected: {rejected:?}"));
        assert!(reason.contains(word), "{name}: {reason}");
    };
    said("cut.jpg", "cut off");
    said("empty.jpg", "empty");
    said("text.jpg", "text");
    said("page.png", "HTML");
    said("huge.png", "too large");
    assert_eq!(rejected.len(), 5);
}

#[test]
fn files_are_known_by_their_content_and_names_stay_apart() {
    let sandbox = acquired(&[
        ("a.jpg", pictures::jpeg(1)),
        ("A.jpg", pictures::jpeg(2)),
        ("a", pictures::jpeg(3)),
        ("a.png", pictures::jpeg(4)),
        ("b/a.jpg", pictures::jpeg(5)),
        ("photos/a.jpg", pictures::jpeg(6)),
        ("it's \"quoted\" 🐟.jpg", pictures::jpeg(7)),
        ("-rf.jpg", pictures::jpeg(8)),
        (".hidden.jpg", pictures::jpeg(9)),
        ("CON.jpg", pictures::jpeg(10)),
        (&format!("{}.jpg", "long".repeat(60)), pictures::jpeg(11)),
    ]);
    let images = sandbox.images();
    assert_eq!(images.len(), 11, "{images:?}");
    let mut folded: Vec<String> = images.iter().map(|name| name.to_lowercase()).collect();
    folded.sort();
    folded.dedup();
    assert_eq!(
        folded.len(),
        11,
        "apart where case does not count: {images:?}"
    );
    assert!(
        images
            .iter()
            .all(|name| pixrec::domain::is_safe_name(name) && name.ends_with(".jpg")),
        "{images:?}"
    );
    assert!(images.contains(&"b.a.jpg".to_owned()), "{images:?}");
    assert_eq!(sandbox.names("data/images"), images);
}

#[test]
fn folders_become_tags_but_for_those_that_say_nothing() {
    let sandbox = acquired(&[("Summer_Trip/DCIM/reef.png", pictures::png(1))]);
    sandbox.run(&["label", "-q"]).expect(0);
    let labels = sandbox.json("data/images_labels.json");
    let row = labels
        .as_object()
        .and_then(|rows| rows.values().next())
        .expect("an image");
    // The other two are moods of its colours; the file's own name is no tag.
    let tags = serde_json::json!(["high-contrast", "summer trip", "vivid"]);
    assert_eq!(row["tags"], tags);
}

#[test]
fn the_same_bytes_are_stored_once_also_the_second_time() {
    let sandbox = acquired(&[
        ("a.png", pictures::png(1)),
        ("b.png", pictures::png(1)),
        ("c.png", pictures::png(2)),
    ]);
    for _ in 0..2 {
        assert_eq!(sandbox.images(), ["a.png", "c.png"]);
        assert_eq!(sandbox.names("data/images"), ["a.png", "c.png"]);
        assert!(sandbox.rejected()["b.png"].contains("a.png"));
        let ran = sandbox.run(&["acquire", "--path", "photos"]).expect(0);
        assert!(
            ran.stdout.contains("2 images  3"),
            "all three are known: {}",
            ran.stdout
        );
    }
}

#[test]
fn a_new_image_comes_in_and_a_removed_one_goes() {
    let sandbox = acquired(&[("a.png", pictures::png(1)), ("b.png", pictures::png(2))]);
    fs::remove_file(sandbox.path("photos/a.png")).expect("it is there");
    sandbox.write("photos/c.png", &pictures::png(3));
    sandbox.write("data/images/mine.png", &pictures::png(9));
    sandbox
        .run(&["acquire", "-q", "--path", "photos"])
        .expect(0);
    assert_eq!(sandbox.images(), ["b.png", "c.png"]);
    assert_eq!(
        sandbox.names("data/images"),
        ["b.png", "c.png", "mine.png"],
        "a person's own file stays"
    );
}

#[test]
fn a_persons_own_file_is_not_written_over() {
    let sandbox = Sandbox::new();
    sandbox.write("photos/a.png", &pictures::png(1));
    let own = pictures::png(7);
    sandbox.write("data/images/a.png", &own);
    sandbox
        .run(&["acquire", "-q", "--path", "photos"])
        .expect(0);
    assert_eq!(sandbox.read("data/images/a.png"), own);
    assert!(sandbox.rejected()["a.png"].contains("not pixrec's own"));
}

#[test]
fn a_wrong_folder_empties_no_collection() {
    let sandbox = acquired(&[("a.png", pictures::png(1))]);
    fs::create_dir(sandbox.path("nothing")).expect("a folder");
    sandbox.write("letters/dear.txt", b"no image at all");
    for folder in ["nothing", "letters", "data/images"] {
        let ran = sandbox.run(&["acquire", "--path", folder]).expect(1);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
        assert_eq!(sandbox.images(), ["a.png"]);
        assert_eq!(
            sandbox.read("data/images/a.png"),
            pictures::png(1),
            "after {folder}"
        );
    }
}

#[test]
fn what_the_program_writes_is_not_read_again() {
    let sandbox = Sandbox::new();
    sandbox.write("a.png", &pictures::png(1));
    for _ in 0..2 {
        sandbox
            .run(&["run", "-q", "--set", "acquire.path=."])
            .expect(0);
        assert_eq!(sandbox.images(), ["a.png"]);
        assert!(sandbox.rejected().is_empty(), "{:?}", sandbox.rejected());
    }
}

#[cfg(unix)]
#[test]
fn links_point_to_the_originals_which_stay_as_they_are() {
    use std::os::unix::fs::MetadataExt;
    let original = pictures::png(1);
    let sandbox = acquired(&[("a.png", original.clone())]);
    let inode = |name: &str| fs::metadata(sandbox.path(name)).expect("a file").ino();
    for (store, shared) in [("symlink", true), ("hardlink", true), ("copy", false)] {
        sandbox
            .run(&["acquire", "-q", "--path", "photos", "--store", store])
            .expect(0);
        assert_eq!(
            inode("photos/a.png") == inode("data/images/a.png"),
            shared,
            "{store}"
        );
        assert_eq!(sandbox.read("photos/a.png"), original);
        assert_eq!(
            fs::symlink_metadata(sandbox.path("data/images/a.png"))
                .expect("a file")
                .is_symlink(),
            store == "symlink"
        );
    }
}

#[cfg(unix)]
#[test]
fn loops_pipes_and_links_to_nowhere_are_rejected() {
    use std::os::unix::fs::symlink;
    let sandbox = Sandbox::new();
    sandbox.write("photos/a.png", &pictures::png(1));
    symlink("..", sandbox.path("photos/loop")).expect("a link");
    symlink("nowhere", sandbox.path("photos/gone.png")).expect("a link");
    let pipe = sandbox.path("photos/pipe.png");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .is_ok_and(|status| status.success())
    );
    sandbox
        .run(&["acquire", "-q", "--path", "photos"])
        .expect(0);
    assert_eq!(sandbox.images(), ["a.png"]);
    assert!(sandbox.rejected()["pipe.png"].contains("not a regular file"));
    assert!(
        sandbox.rejected().contains_key("gone.png"),
        "{:?}",
        sandbox.rejected()
    );
}

#[test]
fn one_image_is_enough() {
    let sandbox = Sandbox::new();
    sandbox.write("photos/a.png", &pictures::png(1));
    sandbox
        .run(&["run", "-q", "--set", "acquire.path=photos"])
        .expect(0);
    assert_eq!(sandbox.images(), ["a.png"]);
}
