//! The page in Chromium, as somebody uses it.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::{PAYLOADS, page_of};
use crate::frames::synthetic;
use crate::support::Sandbox;
use crate::support::services::browser::{Browser, story};

/// Opens the page of a folder.
async fn open(browser: &Browser, sandbox: &Sandbox, name: &str) -> WebDriverResult<()> {
    let address = format!("file://{}", sandbox.path(name).display());
    browser.driver.goto(&address).await
}

/// How many cards the grid shows.
async fn cards(browser: &Browser) -> WebDriverResult<Value> {
    browser
        .run("return document.querySelectorAll('#grid > li').length")
        .await
}

async fn count(browser: &Browser) -> WebDriverResult<String> {
    browser.driver.find(By::Id("count")).await?.text().await
}

/// Waits until the page says so many images, since a search waits for the end of typing.
async fn counts(browser: &Browser, wanted: &str) -> WebDriverResult<()> {
    for _ in 0..100 {
        if count(browser).await? == wanted {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{} is not {wanted}", count(browser).await?)
}

/// Nothing reaches beyond the window, at the width of a phone and of a desk.
async fn fits(browser: &Browser) -> WebDriverResult<()> {
    for (width, height) in [(390, 844), (1280, 900)] {
        browser.resize(width, height).await?;
        let beyond = browser.beyond().await?;
        assert_eq!(beyond, json!([]), "{width} px");
    }
    Ok(())
}

fn with_color(sandbox: &Sandbox, color: &str) -> usize {
    let labels = sandbox.json("data/images_labels.json");
    let labels = labels.as_object().expect("an object").values();
    let has = |label: &&Value| {
        let names = label["color_names"].as_array().expect("names");
        names.iter().any(|name| name == color)
    };
    labels.filter(has).count()
}

#[test]
fn it_shows_searches_and_explains_in_chromium() {
    story(async |browser| {
        let sandbox = Sandbox::finished();
        open(&browser, &sandbox, "data/index.html").await?;
        fits(&browser).await?;
        assert_eq!(count(&browser).await?, "24 images");
        assert_eq!(cards(&browser).await?, json!(24));
        let drawn = "const all = [...document.querySelectorAll('#grid img')]; \
                     return all.filter(one => one.complete && one.naturalWidth > 0).length > 3";
        assert_eq!(
            browser.run(drawn).await?,
            json!(true),
            "thumbnails are seen"
        );

        let blue = with_color(&sandbox, "blue");
        let chip = browser.driver.find(By::Css(".chip[value=blue]")).await?;
        chip.click().await?;
        counts(&browser, &format!("{blue} of 24 images")).await?;
        assert_eq!(chip.attr("aria-pressed").await?.as_deref(), Some("true"));
        browser.driver.find(By::Id("clear")).await?.click().await?;
        counts(&browser, "24 images").await?;

        let first = sandbox.images()[0].clone();
        let words = browser.driver.find(By::Id("words")).await?;
        words.send_keys(first.as_str()).await?;
        counts(&browser, "1 of 24 images").await?;
        words.clear().await?;
        words.send_keys("no such thing").await?;
        counts(
            &browser,
            "No image is like that. Clear a part of the search.",
        )
        .await?;
        browser.driver.find(By::Id("clear")).await?.click().await?;
        counts(&browser, "24 images").await?;

        // By keyboard alone: open, close, and be where one was.
        browser
            .run("document.querySelector('#grid button').focus()")
            .await?;
        let active = browser.driver.active_element().await?;
        active.send_keys(Key::Enter + "").await?;
        let state =
            "return [document.querySelector('dialog').open, document.activeElement.textContent]";
        assert_eq!(browser.run(state).await?, json!([true, "Close"]));
        let large = "const large = document.querySelector('.large'); return large.decode().then(() => large.naturalWidth > 160)";
        assert_eq!(
            browser.run(large).await?,
            json!(true),
            "the file beside the page is shown"
        );
        let text = browser.driver.find(By::Id("detail")).await?.text().await?;
        for part in ["Author", "Licence", "Source", "Size", "Liked by"] {
            assert!(text.contains(part), "{text}");
        }
        browser
            .driver
            .active_element()
            .await?
            .send_keys(Key::Escape + "")
            .await?;
        let back = "return !document.querySelector('dialog').open && document.activeElement === document.querySelector('#grid button')";
        assert_eq!(browser.run(back).await?, json!(true));

        browser
            .driver
            .find(By::LinkText("People"))
            .await?
            .click()
            .await?;
        let lists = sandbox.json("data/recommendations.json");
        let list = &lists[1];
        let person = list["user_id"].as_str().expect("a name");
        let choose = format!(
            "const p = document.getElementById('person'); p.value = {person:?}; p.dispatchEvent(new Event('change'))"
        );
        browser.run(&choose).await?;
        let profile = browser.driver.find(By::Id("profile")).await?.text().await?;
        for row in list["recommendations"].as_array().expect("rows") {
            let reason = row["reason"].as_str().expect("a reason");
            assert!(profile.contains(reason), "{reason}: {profile}");
        }
        browser
            .driver
            .find(By::LinkText("Charts"))
            .await?
            .click()
            .await?;
        let charts = "return [...document.querySelectorAll('#charts img')].map(one => one.alt)";
        let charts = browser.run(charts).await?;
        assert_eq!(
            charts.as_array().map(Vec::len),
            Some(pixrec::chart::CHARTS.len())
        );
        browser.is_quiet().await
    });
}

#[test]
fn a_tag_leads_to_the_images_that_have_it_in_chromium() {
    story(async |browser| {
        let sandbox = Sandbox::finished();
        let name = sandbox.images()[0].clone();
        sandbox
            .run(&["tag", &name, "--add", "my own tag", "-q"])
            .expect(0);
        sandbox.run(&["report", "-q"]).expect(0);
        open(&browser, &sandbox, "data/index.html#?words=my+own+tag").await?;
        counts(&browser, "1 of 24 images").await?;
        browser
            .driver
            .find(By::Css("#grid button"))
            .await?
            .click()
            .await?;
        let chips = browser.driver.find_all(By::Css(".tags .chip")).await?;
        for chip in chips {
            if chip.text().await? == "my own tag" {
                chip.click().await?;
                break;
            }
        }
        let state = "return [document.querySelector('dialog').open, document.getElementById('tag').value, document.getElementById('words').value]";
        assert_eq!(browser.run(state).await?, json!([false, "my own tag", ""]));
        counts(&browser, "1 of 24 images").await?;
        browser.is_quiet().await
    });
}

#[test]
fn nothing_from_outside_runs_in_chromium() {
    story(async |browser| {
        let sandbox = Sandbox::finished();
        sandbox.edit("data/images_metadata.json", |rows| {
            for (row, payload) in rows.as_array_mut().expect("rows").iter_mut().zip(PAYLOADS) {
                for field in [
                    "title",
                    "author",
                    "description",
                    "license",
                    "license_url",
                    "source_url",
                ] {
                    row[field] = json!(payload);
                }
                row["exif"] = json!({"camera_model": payload});
            }
        });
        sandbox.edit("data/favorites.json", |people| {
            let people = people.as_object_mut().expect("people");
            let images = people.values().next().expect("one").clone();
            people.extend(PAYLOADS.map(|payload| (payload.to_owned(), images.clone())));
        });
        let name = sandbox.images()[0].clone();
        for payload in PAYLOADS
            .iter()
            .filter(|payload| !payload.contains('\u{202E}'))
        {
            sandbox
                .command(&["tag", &name, "-q", "--add", payload])
                .output()
                .expect("it ran");
        }
        let report = format!("report.title={}", json!(PAYLOADS[1]));
        sandbox
            .run(&[
                "run",
                "-q",
                "--set",
                "stages=[\"label\",\"profile\",\"recommend\",\"chart\",\"report\"]",
                "--set",
                &report,
            ])
            .expect(0);
        open(&browser, &sandbox, "data/index.html").await?;
        assert_eq!(count(&browser).await?, "24 images");
        let everything = "for (const button of document.querySelectorAll('#grid button')) { button.click(); document.querySelector('dialog').close(); } \
            const person = document.getElementById('person'); \
            for (const option of person.options) { person.value = option.value; person.dispatchEvent(new Event('change')); } \
            return person.options.length";
        let people = browser.run(everything).await?;
        assert!(
            people
                .as_u64()
                .is_some_and(|people| people >= PAYLOADS.len() as u64),
            "{people}"
        );
        for part in ["Images", "People", "Charts"] {
            browser
                .driver
                .find(By::LinkText(part))
                .await?
                .click()
                .await?;
            fits(&browser).await?;
        }
        let state = "const links = [...document.querySelectorAll('a')].map(one => one.protocol); \
            return [window.broken ?? null, document.scripts.length, document.querySelectorAll('iframe, base, object, embed').length, \
            links.filter(one => !['file:', 'https:'].includes(one))]";
        assert_eq!(browser.run(state).await?, json!([null, 3, 0, []]));
        browser.is_quiet().await
    });
}

#[test]
fn five_thousand_images_are_shown_piece_by_piece_in_chromium() {
    story(async |browser| {
        let sandbox = Sandbox::new();
        let page = page_of(&synthetic(5_000, 9), |_, _| ()).expect("a page");
        sandbox.write("index.html", page.as_bytes());
        browser.resize(1280, 900).await?;
        open(&browser, &sandbox, "index.html").await?;
        assert_eq!(count(&browser).await?, "5,000 images");
        let first = cards(&browser).await?.as_u64().expect("a number");
        assert!((120..1_000).contains(&first), "{first}");
        let end = "document.documentElement.style.scrollBehavior = 'auto'; \
            return new Promise(done => { const on = () => { const more = document.getElementById('more'); \
            if (more.hidden) return done(document.querySelectorAll('#grid > li').length); more.scrollIntoView(); setTimeout(on, 30); }; on(); })";
        assert_eq!(browser.run(end).await?, json!(5_000));
        browser.is_quiet().await
    });
}
