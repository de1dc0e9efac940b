//! Answers `src/serve/pages`: what works without a script.

use scraper::{Html, Selector};

use crate::support::Sandbox;
use crate::support::serving::Serving;

fn all(page: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    let found = page.select(&selector);
    found
        .map(|one| one.text().collect::<String>().trim().to_owned())
        .collect()
}

fn attributes(page: &Html, selector: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    let found = page.select(&selector);
    found
        .filter_map(|one| one.attr(name))
        .map(str::to_owned)
        .collect()
}

fn page(serving: &Serving, path: &str, me: Option<&str>) -> Html {
    let cookie = me.map(|me| format!("pixrec_user={me}"));
    let headers: Vec<(&str, &str)> = cookie
        .iter()
        .map(|cookie| ("Cookie", cookie.as_str()))
        .collect();
    let answer = serving.send("GET", path, &headers, b"");
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    Html::parse_document(&answer.text())
}

#[test]
fn the_grid_reserves_the_place_of_each_picture_and_leads_on() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let first = page(&serving, "/?limit=10", None);
    assert_eq!(all(&first, "#count"), ["24 images"]);
    assert_eq!(all(&first, ".grid > li").len(), 10);
    for size in ["width", "height", "alt", "loading"] {
        assert_eq!(attributes(&first, ".grid img", size).len(), 10, "{size}");
    }
    for thumbnail in attributes(&first, ".grid img", "src") {
        assert_eq!(serving.get(&thumbnail).status, 200, "{thumbnail}");
    }
    assert!(
        attributes(&first, "form.heart", "action").is_empty(),
        "nobody said who looks"
    );
    let next = attributes(&first, "#next", "href");
    let second = page(&serving, &next[0], None);
    let seen = attributes(&first, ".grid a.tile", "href");
    let more = attributes(&second, ".grid a.tile", "href");
    assert!(
        !more.is_empty() && more.iter().all(|one| !seen.contains(one)),
        "{more:?}"
    );
}

#[test]
fn every_link_of_a_choice_leads_to_as_many_images_as_it_says() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let start = page(&serving, "/", None);
    let links = attributes(&start, ".facet a", "href");
    let counts = all(&start, ".facet a .quiet");
    assert_eq!(links.len(), counts.len());
    assert!(links.len() > 20, "{links:?}");
    for (link, count) in links.iter().zip(counts) {
        let chosen = page(&serving, link, None);
        let images = if count == "1" {
            "1 image".to_owned()
        } else {
            format!("{count} images")
        };
        assert_eq!(all(&chosen, "#count"), [images], "{link}");
        assert_eq!(
            attributes(&chosen, ".facet a[aria-current]", "href").len(),
            1,
            "{link}"
        );
    }
}

#[test]
fn a_new_person_likes_images_and_sees_why_others_are_shown() {
    let sandbox = Sandbox::finished();
    let serving = Serving::ready(&sandbox, &[]);
    let chosen = serving.post("/me", &[("name", " Zoë of the hills ")]);
    assert_eq!(chosen.status, 303);
    let address = chosen.header("location").expect("a page").to_owned();
    let cookie = chosen
        .header("set-cookie")
        .expect("a cookie")
        .split(';')
        .next()
        .expect("a pair")
        .to_owned();
    let me = cookie.trim_start_matches("pixrec_user=").to_owned();
    let own = page(&serving, &address, Some(&me));
    assert_eq!(all(&own, "h1"), ["Zoë of the hills"]);
    assert_eq!(all(&own, ".picks > li").len(), 12);

    let grid = page(&serving, "/?limit=12", Some(&me));
    let actions = attributes(&grid, ".grid form.heart", "action");
    let images = attributes(&grid, ".grid form.heart input[name=image]", "value");
    assert_eq!((actions.len(), images.len()), (12, 12));
    for (action, image) in actions.iter().zip(&images).take(10) {
        let back = "/?limit=12";
        let done = serving.post(
            action,
            &[("image", image), ("change", "add"), ("back", back)],
        );
        assert_eq!((done.status, done.header("location")), (303, Some(back)));
    }
    let grid = page(&serving, "/?limit=12", Some(&me));
    assert_eq!(
        attributes(&grid, "button[aria-pressed=true]", "value"),
        ["remove"; 10]
    );
    let own = page(&serving, &address, Some(&me));
    assert_eq!(all(&own, "#favorites .grid > li").len(), 10);
    let whys = attributes(&own, ".picks p.quiet a", "href");
    assert_eq!(whys.len(), 12);
    let why = page(&serving, &whys[0], Some(&me));
    assert!(!all(&why, "tbody tr").is_empty());

    let taken = &images[0];
    serving.post(&actions[0], &[("image", taken), ("change", "remove")]);
    let own = page(&serving, &address, Some(&me));
    assert_eq!(all(&own, "#favorites .grid > li").len(), 9);
    let shown = attributes(&own, ".picks form.dismiss input[name=image]", "value");
    let dismissed = &shown[0];
    let form = attributes(&own, ".picks form.dismiss", "action");
    serving.post(&form[0], &[("image", dismissed), ("change", "add")]);
    let own = page(&serving, &address, Some(&me));
    let shown = attributes(&own, ".picks form.dismiss input[name=image]", "value");
    assert!(!shown.contains(dismissed), "{dismissed} does not come back");
    assert_eq!(all(&own, "#dismissed li").len(), 1);
}

#[test]
fn tags_are_added_and_removed_on_the_page_of_an_image() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let image = sandbox.images()[0].clone();
    let path = format!("/image/{image}");
    let done = serving.post(
        &format!("{path}/tags"),
        &[("add", "Blue Hour"), ("back", &path)],
    );
    assert_eq!(
        (done.status, done.header("location")),
        (303, Some(path.as_str()))
    );
    let tags = all(&page(&serving, &path, None), ".tags a");
    assert!(tags.contains(&"blue hour".to_owned()), "{tags:?}");
    serving.post(&format!("{path}/tags"), &[("remove", "blue hour")]);
    let tags = all(&page(&serving, &path, None), ".tags a");
    assert!(!tags.contains(&"blue hour".to_owned()), "{tags:?}");
}

#[test]
fn nobody_is_sent_to_another_server_after_a_change() {
    let sandbox = Sandbox::finished();
    let serving = Serving::start(&sandbox, &[]);
    let image = sandbox.images()[0].clone();
    for back in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:x",
        "/ok\r\nX: y",
        "",
    ] {
        let form = [("image", image.as_str()), ("change", "add"), ("back", back)];
        let done = serving.post("/user/ana/favorites", &form);
        assert_eq!(
            (done.status, done.header("location")),
            (303, Some("/user/ana")),
            "{back}"
        );
    }
}

#[test]
fn an_image_of_which_little_is_known_has_a_page_too() {
    let sandbox = Sandbox::finished();
    sandbox.edit("data/images_metadata.json", |rows| {
        for field in [
            "title",
            "author",
            "license",
            "license_url",
            "description",
            "source_url",
            "source",
            "exif",
        ] {
            rows[0][field] = serde_json::Value::Null;
        }
    });
    let image = sandbox.images()[0].clone();
    sandbox.edit("data/images_labels.json", |labels| {
        labels.as_object_mut().expect("an object").remove(&image);
    });
    std::fs::remove_file(sandbox.path(&format!("data/images/{image}"))).expect("it was there");
    let serving = Serving::start(&sandbox, &[]);
    let own = page(&serving, &format!("/image/{image}"), None);
    assert_eq!(all(&own, "h1"), std::slice::from_ref(&image));
    assert_eq!(serving.get(&format!("/image/{image}/file")).status, 404);
}

#[test]
fn a_folder_without_images_is_told_what_to_do() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["serve", "--port", "0"]).expect(1);
    assert!(
        ran.stderr.contains("pixrec acquire") || ran.stderr.contains("pixrec run"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
}
