//! Tables alone: a data folder with who likes what, and perhaps tags and colours, and nothing else.

use crate::support::Sandbox;

const FAVORITES: &str = "user_id,filename
ana,a.jpg
ana,b.jpg
ana,c.jpg
ana,d.jpg
ana,e.jpg
bo,a.jpg
bo,b.jpg
bo,c.jpg
bo,f.jpg
bo,g.jpg
cy,g.jpg
";
const TAGS: &str = "filename,tag\na.jpg,sea\nb.jpg,sea\nc.jpg,wood\ng.jpg,wood\nnew.jpg,wood\n";
const COLORS: &str = "filename,name,share\na.jpg,blue,1\nb.jpg,blue,0.5\nsky.jpg,blue,0.9\n";

fn images(sandbox: &Sandbox, user: &str) -> Vec<String> {
    let lists = sandbox.json("data/recommendations.json");
    let lists = lists.as_array().expect("an array").iter();
    let own = lists.filter(|list| list["user_id"] == user);
    own.flat_map(|list| {
        list["recommendations"]
            .as_array()
            .expect("an array")
            .clone()
    })
    .map(|row| row["filename"].as_str().expect("a name").to_owned())
    .collect()
}

#[test]
fn favourites_alone_are_enough() {
    let sandbox = Sandbox::new();
    sandbox.write("data/favorites.csv", FAVORITES.as_bytes());
    sandbox.run(&["recommend", "-q"]).expect(0);
    let mut cy = images(&sandbox, "cy");
    cy.sort();
    assert_eq!(cy.len(), 5);
    assert!(!cy.contains(&"g.jpg".to_owned()));
    let mut ana = images(&sandbox, "ana");
    ana.sort();
    assert_eq!(ana, ["f.jpg", "g.jpg"], "all that others like");
    sandbox.run(&["recommend", "ana"]).expect(0);
    sandbox.run(&["evaluate", "-q"]).expect(0);
    let json = sandbox.json("data/evaluation.json");
    assert_eq!((&json["users"], &json["images"]), (&2.into(), &7.into()));
    assert_eq!(
        json["models"]["popular"]["diversity"],
        serde_json::Value::Null
    );
}

#[test]
fn tags_and_colours_name_items_and_speak_for_them() {
    let sandbox = Sandbox::new();
    sandbox.write("data/favorites.csv", FAVORITES.as_bytes());
    sandbox
        .run(&["recommend", "-q", "-n", "20", "--model", "ridge"])
        .expect(0);
    sandbox.write("data/tags.csv", TAGS.as_bytes());
    sandbox.write("data/colors.csv", COLORS.as_bytes());
    // What was handed over since is seen.
    sandbox
        .run(&["recommend", "-q", "-n", "20", "--model", "ridge"])
        .expect(0);
    let cy = images(&sandbox, "cy");
    assert_eq!(cy.len(), 8, "all but its own of nine: {cy:?}");
    // Both are wood, as what cy likes; the one that two users like comes first.
    assert_eq!(&cy[..2], ["c.jpg", "new.jpg"]);
    sandbox.run(&["evaluate", "-q"]).expect(0);
    assert_eq!(sandbox.json("data/evaluation.json")["images"], 9);
    let ran = sandbox.run(&[
        "query",
        "SELECT filename FROM tags WHERE tag = 'wood' ORDER BY filename",
        "--format",
        "csv",
    ]);
    assert_eq!(ran.expect(0).stdout, "filename\nc.jpg\ng.jpg\nnew.jpg\n");
    let ran = sandbox.run(&[
        "query",
        "SELECT COUNT(*) AS n, COUNT(r) AS r FROM colors",
        "--format",
        "csv",
    ]);
    assert_eq!(ran.expect(0).stdout, "n,r\n3,0\n");
}

#[test]
fn json_csv_and_parquet_give_the_same() {
    let csv = Sandbox::new();
    csv.write("data/favorites.csv", FAVORITES.as_bytes());
    csv.write("data/tags.csv", TAGS.as_bytes());
    csv.write("data/colors.csv", COLORS.as_bytes());
    let parquet = Sandbox::new();
    for table in ["favorites", "tags"] {
        let out = parquet.path(&format!("data/{table}.parquet"));
        let out = out.to_str().expect("Unicode");
        csv.run(&["query", &format!("SELECT * FROM {table}"), "-o", out])
            .expect(0);
    }
    // Only what is needed of colours.
    let out = parquet.path("data/colors.parquet");
    let question = "SELECT filename, name, share FROM colors";
    csv.run(&["query", question, "-o", out.to_str().expect("Unicode")])
        .expect(0);
    let json = Sandbox::new();
    json.write("data/tags.csv", TAGS.as_bytes());
    json.write("data/colors.csv", COLORS.as_bytes());
    json.write(
        "data/favorites.json",
        br#"{"ana":["a.jpg","b.jpg","c.jpg","d.jpg","e.jpg"],"bo":["a.jpg","b.jpg","c.jpg","f.jpg","g.jpg"],"cy":["g.jpg"]}"#,
    );
    let made = [&csv, &parquet, &json].map(|sandbox| {
        sandbox.run(&["recommend", "-q"]).expect(0);
        sandbox.run(&["evaluate", "-q"]).expect(0);
        let files = ["recommendations", "evaluation"];
        files.map(|file| sandbox.read(&format!("data/{file}.json")))
    });
    assert_eq!(made[0], made[1]);
    assert_eq!(made[0], made[2]);
}

#[test]
fn tables_in_the_input_folder_are_read_and_left_alone() {
    let sandbox = Sandbox::new();
    sandbox.write("in/favorites.csv", FAVORITES.as_bytes());
    sandbox.write("in/tags.csv", TAGS.as_bytes());
    let folders = ["--input-dir", "in", "--output-dir", "out"];
    sandbox
        .run(&[&["recommend", "-q"][..], &folders].concat())
        .expect(0);
    assert_eq!(sandbox.names("in"), ["favorites.csv", "tags.csv"]);
    assert!(sandbox.path("out/recommendations.json").is_file());
}

#[test]
fn a_wrong_table_is_told_with_its_file_and_line() {
    let sandbox = Sandbox::new();
    sandbox.write("data/favorites.csv", FAVORITES.as_bytes());
    let cases = [
        (
            "tags.csv",
            "filename,tag\na.jpg,sea\n,sea\n",
            "data/tags.csv cannot be used; mend it, or move it away: line 3 has an empty filename",
        ),
        (
            "colors.csv",
            "filename,name,share\na.jpg,blue,2\n",
            "data/colors.csv cannot be used; mend it, or move it away: line 2 has the share '2'",
        ),
    ];
    for (file, text, told) in cases {
        let path = sandbox.write(&format!("data/{file}"), text.as_bytes());
        for stage in ["recommend", "evaluate"] {
            let stderr = sandbox.run(&[stage]).expect(1).stderr;
            assert!(stderr.contains(told), "{stderr}");
        }
        std::fs::remove_file(path).expect("it is there");
    }
}

#[test]
fn labels_count_more_than_tables_alone_and_images_want_labels() {
    let sandbox = Sandbox::finished();
    let before = sandbox.read("data/recommendations.json");
    sandbox.write("data/tags.csv", b"filename,tag\nnew.jpg,sea\n");
    sandbox.run(&["recommend", "-q"]).expect(0);
    assert_eq!(sandbox.read("data/recommendations.json"), before);
    for file in ["tags.csv", "images_labels.json"] {
        std::fs::remove_file(sandbox.path(&format!("data/{file}"))).expect("it is there");
    }
    let stderr = sandbox.run(&["recommend"]).expect(1).stderr;
    assert!(stderr.contains("run `pixrec label` first"), "{stderr}");
}

#[test]
fn without_any_table_the_advice_is_to_make_labels() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path("data")).expect("a folder");
    for stage in ["recommend", "evaluate"] {
        let stderr = sandbox.run(&[stage]).expect(1).stderr;
        assert!(
            stderr.contains("there is no images_labels.json in data; run `pixrec label` first"),
            "{stderr}"
        );
    }
}
