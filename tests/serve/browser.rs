//! The pages in Chromium, as somebody uses them.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::payloads::payloads;
use crate::support::Sandbox;
use crate::support::services::browser::{Browser, axe, story, story_with};
use crate::support::serving::Serving;

/// The width and height of a phone and of a desk.
const SIZES: [(&str, u32, u32); 2] = [("phone", 390, 844), ("desk", 1280, 900)];

async fn count(browser: &Browser, selector: &str) -> WebDriverResult<u64> {
    let script = format!(
        "return document.querySelectorAll({}).length",
        json!(selector)
    );
    Ok(browser.run(&script).await?.as_u64().unwrap_or_default())
}

/// Waits until a script says true.
async fn until(browser: &Browser, script: &str) -> WebDriverResult<()> {
    for _ in 0..200 {
        if browser.run(script).await? == json!(true) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("not so: {script}")
}

/// Nothing reaches beyond the window; a picture of it stays in `target/tmp/screenshots`.
async fn fits(browser: &Browser, name: &str) -> WebDriverResult<()> {
    for (size, width, height) in SIZES {
        browser.resize(width, height).await?;
        let beyond = browser.beyond().await?;
        assert_eq!(beyond, json!([]), "{name} on a {size}");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}-{size}.png"));
        browser.driver.screenshot(&path).await?;
    }
    Ok(())
}

/// What a tool for accessibility finds wrong, by its rules for WCAG 2 A and AA.
async fn is_accessible(browser: &Browser, name: &str) -> WebDriverResult<()> {
    let Some(axe) = axe() else { return Ok(()) };
    browser.run(&format!("{axe}; return true")).await?;
    let found = browser
            .driver
            .execute_async(
                "const done = arguments[arguments.length - 1]; \
                 axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }).then(found => \
                     done(found.violations.map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html + ' ' + node.failureSummary).join('; '))), \
                     error => done([String(error)]))",
                Vec::new(),
            )
            .await?;
    assert_eq!(found.json(), &json!([]), "{name}");
    Ok(())
}

#[test]
fn a_new_person_likes_ten_images_and_sees_why_the_eleventh_is_shown() {
    story(async |browser| {
        let sandbox = Sandbox::finished();
        let serving = Serving::ready(&sandbox, &[]);
        browser.driver.goto(serving.url("/people")).await?;
        let name = browser.driver.find(By::Css("input[name=name]")).await?;
        name.send_keys("Nova").await?;
        name.send_keys(Key::Enter + "").await?;
        until(
            &browser,
            "return document.querySelector('h1')?.textContent === 'Nova'",
        )
        .await?;
        fits(&browser, "newcomer").await?;

        browser.driver.goto(serving.url("/")).await?;
        fits(&browser, "collection").await?;
        for at in 0..10 {
            // Each by keyboard alone.
            browser
                .run(&format!(
                    "document.querySelectorAll('.heart button')[{at}].focus()"
                ))
                .await?;
            let heart = browser.driver.active_element().await?;
            heart.send_keys(Key::Space + "").await?;
            until(
                &browser,
                &format!("return document.querySelectorAll('.heart button')[{at}].getAttribute('aria-pressed') === 'true'"),
            )
            .await?;
        }
        let liked = sandbox.json("data/favorites.json")["Nova"].clone();
        assert_eq!(liked.as_array().map(Vec::len), Some(10), "{liked}");

        browser.driver.goto(serving.url("/user/Nova")).await?;
        fits(&browser, "user").await?;
        assert_eq!(count(&browser, ".picks > li").await?, 12);
        let first = "return document.querySelector('.picks input[name=image]').value";
        let before = browser.run(first).await?;
        // The page changes in place: a mark in it stays.
        browser.run("window.mark = 1").await?;
        browser
            .driver
            .find(By::Css(".picks form.dismiss button"))
            .await?
            .click()
            .await?;
        until(&browser, &format!("{first} !== {before}")).await?;
        let heart = browser.driver.find(By::Css(".picks .heart button")).await?;
        heart.click().await?;
        until(
            &browser,
            "return document.querySelectorAll('#favorites .grid > li').length === 11",
        )
        .await?;
        assert_eq!(browser.run("return window.mark").await?, json!(1));
        assert_eq!(count(&browser, "#dismissed li").await?, 1);
        assert!(
            !browser.run("return [...document.querySelectorAll('.picks input[name=image]')].map(one => one.value)").await?
                .as_array().expect("names").contains(&before),
            "{before} does not come back"
        );

        browser
            .driver
            .find(By::Css(".picks p.quiet a"))
            .await?
            .click()
            .await?;
        until(
            &browser,
            "return document.querySelectorAll('tbody tr').length > 0",
        )
        .await?;
        fits(&browser, "why").await?;
        browser.is_quiet().await
    });
}

#[test]
fn the_collection_is_searched_scrolled_and_read_by_keyboard() {
    story(async |browser| {
        let sandbox = Sandbox::finished();
        let serving = Serving::ready(&sandbox, &[]);
        browser.resize(1280, 900).await?;
        // The next pages come as the end comes near.
        browser.driver.goto(serving.url("/?limit=8")).await?;
        browser.run("window.mark = 1").await?;
        for _ in 0..3 {
            browser
                .run("window.scrollTo(0, document.body.scrollHeight)")
                .await?;
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        until(
            &browser,
            "return document.querySelectorAll('.grid > li').length === 24",
        )
        .await?;
        assert_eq!(count(&browser, "#next").await?, 0);

        browser.driver.goto(serving.url("/")).await?;
        let shift = "return await new Promise(done => new PerformanceObserver(list => done(list.getEntries().reduce((sum, one) => sum + one.value, 0))).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 300))";
        let moved = browser.run(shift).await?.as_f64().unwrap_or_default();
        assert!(moved < 0.01, "things jump by {moved}");
        let facet = browser.driver.find(By::Css(".facet summary")).await?;
        facet.send_keys(Key::Enter + "").await?;
        assert_eq!(count(&browser, ".facet[open]").await?, 1);
        fits(&browser, "choices").await?;
        browser.resize(1280, 900).await?;
        facet.send_keys(Key::Escape + "").await?;
        assert_eq!(count(&browser, ".facet[open]").await?, 0);
        facet.send_keys(Key::Enter + "").await?;
        browser
            .driver
            .find(By::Css(".facet[open] a"))
            .await?
            .click()
            .await?;
        until(
            &browser,
            "return document.querySelectorAll('.chosen li').length === 2",
        )
        .await?;
        browser
            .driver
            .find(By::Css(".chosen a"))
            .await?
            .click()
            .await?;
        until(
            &browser,
            "return document.getElementById('count')?.textContent === '24 images'",
        )
        .await?;
        browser.is_quiet().await
    });
}

#[test]
fn every_page_can_be_read_by_everybody_by_day() {
    every_page_is_accessible("light");
}

#[test]
fn every_page_can_be_read_by_everybody_at_night() {
    every_page_is_accessible("dark");
}

/// Every page fits its window and breaks no rule, in a scheme of colours.
fn every_page_is_accessible(scheme: &str) {
    let dark = ["--blink-settings=preferredColorScheme=0"];
    let arguments = if scheme == "dark" { &dark[..] } else { &[] };
    story_with(arguments, async |browser| {
        let sandbox = Sandbox::finished();
        let image = sandbox.images()[0].clone();
        sandbox.edit("data/images_metadata.json", |rows| {
            rows[0]["title"] = json!("לילה על הים, חלק ראשון");
            rows[1]["title"] = json!("A-title-without-any-space-".repeat(9));
        });
        sandbox.run(&["favorite", "Nova", &image]).expect(0);
        let serving = Serving::ready(&sandbox, &[]);
        browser.driver.goto(serving.url("/people")).await?;
        browser
            .driver
            .find(By::Css("input[name=name]"))
            .await?
            .send_keys("Nova" + Key::Enter)
            .await?;
        until(
            &browser,
            "return document.querySelector('h1')?.textContent === 'Nova'",
        )
        .await?;
        let user = serving.json("/api/v1/users/Nova/recommendations?limit=1");
        let why = format!(
            "/user/Nova/why/{}",
            user["items"][0]["id"].as_str().expect("an id")
        );
        let is_dark = "return matchMedia('(prefers-color-scheme: dark)').matches";
        assert_eq!(browser.run(is_dark).await?, json!(scheme == "dark"));
        for (name, path) in [
            ("collection", "/?color=blue&q=a"),
            ("people", "/people"),
            ("user", "/user/Nova"),
            ("why", &why),
            ("image", &format!("/image/{image}")),
            ("patterns", "/patterns"),
            ("nowhere", "/nowhere"),
        ] {
            browser.driver.goto(serving.url(path)).await?;
            fits(&browser, &format!("{name}-{scheme}")).await?;
            is_accessible(&browser, name).await?;
        }
        Ok(())
    });
}

#[test]
fn nothing_from_outside_runs_or_breaks_a_page() {
    story(async |browser| {
        let payloads = payloads();
        let sandbox = spoiled(&payloads);
        let serving = Serving::ready(&sandbox, &[]);
        let broken = "return window.broken === undefined && document.title.endsWith('pixrec') \
            && document.querySelectorAll('script').length === 1 && !document.querySelector('iframe, base, style, meta[http-equiv]') \
            && getComputedStyle(document.body).display === 'block' && location.host === arguments[0]";
        let whole = async |path: &str| -> WebDriverResult<()> {
            browser.driver.goto(serving.url(path)).await?;
            let answer = browser
                .driver
                .execute(broken, vec![json!(serving.host)])
                .await?;
            assert_eq!(answer.json(), &json!(true), "{path}");
            Ok(())
        };
        whole("/?limit=200&choices=true").await?;
        assert_eq!(count(&browser, ".grid > li").await?, 200);
        let titles = browser
            .run("return [...document.querySelectorAll('.tile .name')].map(one => one.textContent)")
            .await?;
        for title in titles.as_array().expect("titles") {
            assert!(
                payloads.iter().any(|payload| title == payload.trim()),
                "{title} is shown as it is"
            );
        }
        let images = serving.json("/api/v1/images?limit=200");
        let ids = images["items"].as_array().expect("items").iter();
        for id in ids.filter_map(|item| item["id"].as_str()) {
            whole(&format!("/image/{id}")).await?;
        }
        for payload in &payloads {
            let mut pair = form_urlencoded::Serializer::new(String::new());
            pair.append_pair("q", payload);
            whole(&format!("/?{}", pair.finish())).await?;
            let mut pair = form_urlencoded::Serializer::new(String::new());
            pair.append_pair("tag", payload);
            whole(&format!("/?{}", pair.finish())).await?;
            let name =
                percent_encoding::utf8_percent_encode(payload, percent_encoding::NON_ALPHANUMERIC);
            whole(&format!("/user/{name}")).await?;
        }
        whole("/people").await?;
        whole("/patterns").await
    });
}

/// A collection in which every text is one that strangers may write: one image a payload.
fn spoiled(payloads: &[String]) -> Sandbox {
    let sandbox = Sandbox::finished();
    let metadata = sandbox.json("data/images_metadata.json");
    let labels = sandbox.json("data/images_labels.json");
    let (row, name) = (metadata[0].clone(), sandbox.images()[0].clone());
    let (mut rows, mut labelled, mut liked) =
        (Vec::new(), serde_json::Map::new(), serde_json::Map::new());
    for (at, payload) in payloads.iter().enumerate() {
        let mut row = row.clone();
        let filename = format!("image-{at:03}.jpg");
        row["filename"] = json!(filename);
        for field in [
            "title",
            "author",
            "description",
            "license",
            "license_url",
            "source_url",
            "source",
        ] {
            row[field] = json!(payload);
        }
        row["source_tags"] = json!([payload]);
        let mut exif =
            json!({"camera_make": payload, "camera_model": payload, "date_taken": payload});
        for field in [
            "orientation",
            "exposure_time_s",
            "f_number",
            "iso",
            "focal_length_mm",
            "latitude",
            "longitude",
        ] {
            exif[field] = Value::Null;
        }
        row["exif"] = exif;
        let mut label = labels[&name].clone();
        label["tags"] = json!([payload.to_lowercase()]);
        rows.push(row);
        labelled.insert(filename.clone(), label);
        liked.insert(payload.clone(), json!([filename]));
    }
    let bytes = |value: &Value| serde_json::to_vec(value).expect("JSON");
    sandbox.write("data/images_metadata.json", &bytes(&json!(rows)));
    sandbox.write("data/images_labels.json", &bytes(&Value::Object(labelled)));
    sandbox.write("data/favorites.json", &bytes(&Value::Object(liked)));
    for stale in ["tastes.json", "duplicates.json", "patterns.json"] {
        let _ = std::fs::remove_file(sandbox.path(&format!("data/{stale}")));
    }
    sandbox
}
