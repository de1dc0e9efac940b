//! `pixrec evaluate`, as it is typed.

use crate::support::Sandbox;

#[test]
fn every_model_is_measured_and_the_same_bytes_come_again() {
    let sandbox = Sandbox::finished();
    let ran = sandbox.run(&["evaluate"]).expect(0);
    for told in ["NDCG@10", "popular", "random", "hybrid", "does best;"] {
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
    let widest = ran
        .stdout
        .lines()
        .take_while(|line| !line.contains("held out"));
    assert!(widest.clone().all(|line| line.chars().count() <= 100));
    let first = sandbox.read("data/evaluation.json");
    let json = sandbox.json("data/evaluation.json");
    assert_eq!(json["protocol"], "holdout");
    let contract = [
        "precision_at_10",
        "recall_at_10",
        "ndcg_at_10",
        "map_at_10",
        "hit_rate_at_10",
        "coverage",
    ];
    for model in ["random", "popular", "hybrid"] {
        for figure in contract {
            let value = json["models"][model][figure].as_f64();
            assert!(
                value.is_some_and(|value| (0.0..=1.0).contains(&value)),
                "{model} {figure}"
            );
        }
    }
    // Nothing has changed: it is told again, and not measured.
    let again = sandbox.run(&["evaluate"]).expect(0);
    assert!(again.stdout.contains("nothing changed"), "{}", again.stdout);
    assert!(again.stdout.contains("does best;"), "{}", again.stdout);
    std::fs::remove_file(sandbox.path("data/evaluation.json")).expect("it is there");
    sandbox.run(&["evaluate", "-q", "--jobs", "1"]).expect(0);
    assert_eq!(sandbox.read("data/evaluation.json"), first);
    sandbox.run(&["check", "--min-images", "24"]).expect(0);
}

#[test]
fn one_model_is_measured_beside_the_baselines_on_one_favourite_a_user() {
    let sandbox = Sandbox::finished();
    let arguments = ["evaluate", "--model", "popular", "--leave-one-out"];
    let ran = sandbox.run(&arguments).expect(0);
    assert!(
        ran.stdout.contains("2 models measured on 8 users"),
        "{}",
        ran.stdout
    );
    let json = sandbox.json("data/evaluation.json");
    assert_eq!(json["protocol"], "leave-one-out");
    assert_eq!((&json["users"], &json["held_out"]), (&8.into(), &8.into()));
}

const TRAIN: &str = "user_id,image\nana,a.jpg\nana,b.jpg\nbo,a.jpg\nbo,c.jpg\ncy,b.jpg\n";
const TEST: &str = "user_id,filename\nana,c.jpg\nbo,b.jpg\ncy,a.jpg\n";

#[test]
fn tables_that_are_handed_over_need_no_data_folder() {
    let sandbox = Sandbox::new();
    sandbox.write("train.csv", TRAIN.as_bytes());
    sandbox.write("test.csv", TEST.as_bytes());
    let arguments = [
        "evaluate",
        "--train",
        "train.csv",
        "--test",
        "test.csv",
        "--no-cuts",
        "--model",
        "popular",
        "--lists",
        "lists.csv",
    ];
    let ran = sandbox.run(&arguments).expect(0);
    assert!(!ran.stdout.contains("new users"), "{}", ran.stdout);
    let lists = String::from_utf8(sandbox.read("lists.csv")).expect("text");
    assert_eq!(
        lists,
        "user_id,image,rank\nana,c.jpg,1\nbo,b.jpg,1\ncy,a.jpg,1\ncy,c.jpg,2\n"
    );
    let json = sandbox.json("data/evaluation.json");
    assert_eq!(json["models"]["popular"]["ndcg_at_10"], 1.0);
    assert_eq!(json["models"]["popular"]["coverage"], 1.0);
    // Another file of the same name is seen.
    sandbox.write("test.csv", TEST.replace("cy,a.jpg", "cy,c.jpg").as_bytes());
    sandbox.run(&arguments).expect(0);
    let json = sandbox.json("data/evaluation.json");
    assert_eq!(json["models"]["popular"]["hit_rate_at_10"], 1.0);
    assert_ne!(json["models"]["popular"]["ndcg_at_10"], 1.0);
}

#[test]
fn tables_in_parquet_give_the_same_figures() {
    let sandbox = Sandbox::new();
    for (file, text) in [("train", TRAIN), ("test", TEST)] {
        sandbox.write(&format!("{file}/favorites.csv"), text.as_bytes());
        sandbox.write(&format!("{file}.csv"), text.as_bytes());
        let question = "SELECT user_id, filename AS image FROM favorites";
        let out = format!("{file}.parquet");
        sandbox
            .run(&["query", question, "-d", file, "-o", &out])
            .expect(0);
    }
    let measured = |kind: &str| {
        let files = ["train", "test"].map(|file| format!("{file}.{kind}"));
        sandbox
            .run(&[
                "evaluate", "-q", "-d", kind, "--train", &files[0], "--test", &files[1],
            ])
            .expect(0);
        sandbox.read(&format!("{kind}/evaluation.json"))
    };
    assert_eq!(measured("csv"), measured("parquet"));
}

#[test]
fn what_cannot_be_measured_is_told_in_one_line() {
    let sandbox = Sandbox::new();
    sandbox.write("data/favorites.csv", b"user_id,filename\nana,a.jpg\n");
    let said = |arguments: &[&str], code| {
        let stderr = sandbox.run(arguments).expect(code).stderr;
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        stderr
    };
    let few = said(&["evaluate"], 1);
    assert!(
        few.contains("no user has the 5 favourites") && few.contains("--leave-one-out"),
        "{few}"
    );
    let unknown = said(&["evaluate", "--model", "popula"], 2);
    assert!(unknown.contains("did you mean 'popular'?"), "{unknown}");
    let none = said(&["evaluate", "--train", "no.csv", "--test", "no.csv"], 1);
    assert!(
        none.contains("there is no file no.csv, which evaluate.train names"),
        "{none}"
    );
    sandbox.write("bad.csv", b"user_id,filename\nana,a.jpg\n,b.jpg\n");
    let bad = said(&["evaluate", "--train", "bad.csv", "--test", "bad.csv"], 1);
    assert!(
        bad.contains("bad.csv cannot be used") && bad.contains("line 3 has an empty user_id"),
        "{bad}"
    );
    sandbox.run(&["evaluate", "--train", "bad.csv"]).expect(2);
    let help = sandbox.run(&["evaluate", "--help"]).expect(0).stdout;
    assert!(
        help.contains("Examples:") && help.contains("--leave-one-out"),
        "{help}"
    );
}
