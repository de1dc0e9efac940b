//! A person's favourites, and those that are made up.

use serde_json::json;

use crate::support::{Sandbox, pictures};

/// Six photos and these favourites, run to the end.
fn run_with(favorites: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    for number in 0..6 {
        sandbox.write(&format!("photos/{number}.png"), &pictures::png(number * 40));
    }
    sandbox.write("data/favorites.json", favorites.as_bytes());
    sandbox
        .run(&["run", "-q", "--set", "acquire.path=photos"])
        .expect(0);
    sandbox
}

#[test]
fn a_persons_favourites_are_used_and_never_changed() {
    let text = r#"{"zoe": ["1.png", "5.png", "gone.png"], "ana": [], "max": ["0.png","1.png","2.png","3.png","4.png","5.png"]}"#;
    let sandbox = run_with(text);
    assert_eq!(sandbox.read("data/favorites.json"), text.as_bytes());
    assert!(
        !sandbox.path("data/tastes.json").exists(),
        "nobody is made up"
    );
    let users = sandbox.json("data/users.json");
    assert_eq!(users[0]["user_id"], "ana");
    assert_eq!(users[0]["favorite_images"], json!([]));
    assert_eq!(users[0]["favorite_orientation"], json!(null));
    assert_eq!(
        users[2]["favorite_images"],
        json!(["1.png", "5.png"]),
        "in the order of the file"
    );
    let lists = sandbox.json("data/recommendations.json");
    assert!(
        lists[0]["recommendations"][0]["reason"]
            .as_str()
            .is_some_and(|reason| reason.contains("no favourites yet"))
    );
    assert_eq!(lists[1]["recommendations"], json!([]), "max has everything");
    assert!(
        sandbox
            .rejected()
            .contains_key("favorites of zoe: gone.png")
    );
}

#[test]
fn a_table_of_favourites_is_read_too() {
    let sandbox = Sandbox::finished();
    let image = sandbox.images().remove(0);
    sandbox.write(
        "data/favorites.csv",
        format!("user_id,filename\nana,{image}\n").as_bytes(),
    );
    sandbox
        .run(&["run", "-q", "--set", "acquire.count=24"])
        .expect(0);
    let users = sandbox.json("data/users.json");
    assert_eq!(
        users.as_array().map(Vec::len),
        Some(1),
        "a person's table takes the place of made-up users"
    );
    assert_eq!(users[0]["favorite_images"], json!([image]));
}

#[test]
fn made_up_users_follow_the_images_and_edited_ones_are_persons() {
    let sandbox = Sandbox::finished();
    let images = sandbox.images();
    sandbox.edit("data/favorites.json", |users| {
        users["user_002"] = json!([images[0], images[1]])
    });
    sandbox
        .run(&["run", "-q", "--set", "acquire.count=30"])
        .expect(0);
    let favorites = sandbox.json("data/favorites.json");
    assert_eq!(
        favorites["user_002"],
        json!([images[0], images[1]]),
        "an edit is never lost"
    );
    assert_eq!(favorites.as_object().map(serde_json::Map::len), Some(8));
    let tastes = sandbox.json("data/tastes.json");
    let made_up = tastes.as_array().expect("an array");
    assert!(
        made_up.iter().all(|taste| taste["user_id"] != "user_002"),
        "user_002 is a person now"
    );
    assert_eq!(made_up.len(), 7);
}
