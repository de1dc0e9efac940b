//! Answers `src/fsio`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;
use pixrec::fsio::{
    FolderLock, Journal, Pending, clear_leftovers, hash, hash_file, read, remove_if_present,
    write_atomic,
};
use rayon::prelude::*;
use tempfile::tempdir;

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_written_with_the_folders_above_it_and_replaced_whole() -> Result<()> {
    let folder = tempdir()?;
    let path = folder.path().join("a/b/c.json");
    write_atomic(&path, b"a longer first text")?;
    write_atomic(&path, b"short")?;
    assert_eq!(fs::read(&path)?, b"short");
    assert_eq!(names(&folder.path().join("a/b")), ["c.json"]);
    Ok(())
}

#[cfg(unix)]
#[test]
fn others_may_read_a_written_file() -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempdir()?;
    let usual = folder.path().join("usual");
    fs::write(&usual, b"")?;
    let path = folder.path().join("own");
    write_atomic(&path, b"x")?;
    let mode = |path: &Path| fs::metadata(path).map(|data| data.permissions().mode() & 0o777);
    // As any file of this user, under whatever umask, but never writable by others.
    assert_eq!(mode(&path)?, mode(&usual)? & 0o644);
    Ok(())
}

#[test]
fn a_target_that_cannot_be_replaced_stays_and_leaves_no_temporary_file() -> Result<()> {
    let folder = tempdir()?;
    let taken = folder.path().join("taken");
    fs::create_dir(&taken)?;
    fs::write(taken.join("old"), b"old")?;
    let error = write_atomic(&taken, b"new").expect_err("a folder is no file");
    assert!(format!("{error:#}").contains("taken"), "{error:#}");
    assert_eq!(fs::read(taken.join("old"))?, b"old");
    assert_eq!(names(folder.path()), ["taken"]);
    Ok(())
}

#[test]
fn a_folder_that_cannot_be_made_is_named_and_nothing_changes() -> Result<()> {
    let folder = tempdir()?;
    let file = folder.path().join("file");
    fs::write(&file, b"old")?;
    let error = write_atomic(&file.join("below.json"), b"new").expect_err("a file is no folder");
    assert!(format!("{error:#}").contains("below.json"), "{error:#}");
    assert_eq!(fs::read(&file)?, b"old");
    assert_eq!(names(folder.path()), ["file"]);
    Ok(())
}

#[cfg(unix)]
#[test]
fn in_a_read_only_folder_the_old_file_stays() -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempdir()?;
    let path = folder.path().join("table.json");
    write_atomic(&path, b"old")?;
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555))?;
    let written = write_atomic(&path, b"new");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
    // The superuser may write anywhere.
    let expected: &[u8] = if written.is_ok() { b"new" } else { b"old" };
    assert_eq!(fs::read(&path)?, expected);
    assert_eq!(names(folder.path()), ["table.json"]);
    Ok(())
}

#[test]
fn only_what_a_killed_run_left_is_cleared() -> Result<()> {
    let folder = tempdir()?;
    for name in [".pixrec-tmp-abc", ".pixrec", "pixrec-tmp-mine", "a.json"] {
        fs::write(folder.path().join(name), b"")?;
    }
    clear_leftovers(folder.path());
    clear_leftovers(&folder.path().join("missing"));
    assert_eq!(
        names(folder.path()),
        [".pixrec", "a.json", "pixrec-tmp-mine"]
    );
    Ok(())
}

#[test]
fn removing_what_is_not_there_is_no_error_and_a_folder_is() -> Result<()> {
    let folder = tempdir()?;
    let path = folder.path().join("a");
    remove_if_present(&path)?;
    fs::write(&path, b"")?;
    remove_if_present(&path)?;
    assert!(!path.exists());
    let error = remove_if_present(folder.path()).expect_err("a folder is not removed");
    assert!(
        format!("{error:#}").starts_with("cannot remove"),
        "{error:#}"
    );
    Ok(())
}

#[test]
fn a_missing_file_is_named_in_the_error() {
    let error = read(Path::new("no/such/file.json")).expect_err("it is not there");
    assert!(format!("{error:#}").contains("no/such/file.json"));
    assert_eq!(hash_file(Path::new("no/such/file.json")), None);
}

#[test]
fn the_hash_is_blake3_in_hex() {
    // From the test vectors of BLAKE3: the empty input.
    let empty = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
    assert_eq!(hash(b""), empty);
    assert_ne!(hash(b"a"), hash(b"b"));
}

#[test]
fn finished_work_is_known_to_the_next_run() -> Result<()> {
    let folder = tempdir()?;
    let path = folder.path().join("state/work.ndjson");
    let journal = Journal::<u32>::open(&path, "plan 1")?;
    assert_eq!(journal.get("a"), None);
    journal.add("a", &1)?;
    journal.add("b\n\"quoted\"", &2)?;
    drop(journal);
    let journal = Journal::<u32>::open(&path, "plan 1")?;
    assert_eq!(journal.get("a"), Some(&1));
    assert_eq!(journal.get("b\n\"quoted\""), Some(&2));
    assert_eq!(Journal::<u32>::entries(&path).len(), 2);
    Ok(())
}

#[test]
fn the_later_of_two_entries_counts() -> Result<()> {
    let folder = tempdir()?;
    let path = folder.path().join("work.ndjson");
    let journal = Journal::<u32>::open(&path, "plan")?;
    journal.add("a", &1)?;
    journal.add("a", &2)?;
    drop(journal);
    assert_eq!(Journal::<u32>::open(&path, "plan")?.get("a"), Some(&2));
    Ok(())
}

#[test]
fn another_plan_takes_nothing_over() -> Result<()> {
    let folder = tempdir()?;
    let path = folder.path().join("work.ndjson");
    Journal::<u32>::open(&path, "plan 1")?.add("a", &1)?;
    assert_eq!(Journal::<u32>::entries(&path).len(), 1);
    let other = Journal::<u32>::open(&path, "plan 2")?;
    assert_eq!(other.get("a"), None);
    drop(other);
    // And the first plan cannot come back to entries that the second one dropped.
    assert_eq!(Journal::<u32>::open(&path, "plan 1")?.get("a"), None);
    Ok(())
}

/// A journal that is cut after any byte keeps every whole line, and the next entry is not
/// appended to half of one.
#[test]
fn a_journal_cut_at_any_byte_loses_only_the_cut_line() -> Result<()> {
    let folder = tempdir()?;
    let path = folder.path().join("work.ndjson");
    let journal = Journal::<String>::open(&path, "plan")?;
    for (key, entry) in [("a", "eins"), ("b", "zwei é"), ("c", "drei")] {
        journal.add(key, &entry.to_owned())?;
    }
    drop(journal);
    let whole = fs::read(&path)?;
    let ends: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] == b'\n').collect();
    for length in 0..=whole.len() {
        fs::write(&path, &whole[..length])?;
        // A line whose line feed alone is missing is whole as well.
        let lines = ends.iter().filter(|end| length >= **end).count();
        let journal = Journal::<String>::open(&path, "plan")?;
        let kept = ["a", "b", "c"].map(|key| journal.get(key).is_some());
        let expected = [1, 2, 3].map(|line| line < lines);
        assert_eq!(kept, expected, "cut to {length} bytes");
        journal.add("d", &"vier".to_owned())?;
        drop(journal);
        let journal = Journal::<String>::open(&path, "plan")?;
        assert_eq!(journal.get("d").map(String::as_str), Some("vier"));
        assert_eq!(journal.get("b").is_some(), expected[1]);
    }
    Ok(())
}

#[test]
fn a_file_that_is_no_journal_is_begun_anew() -> Result<()> {
    let folder = tempdir()?;
    let path = folder.path().join("work.ndjson");
    for garbage in [
        &b"\xff\xfe\0"[..],
        b"{}\n{}\n",
        b"\"plan\"\n[1]\n{\"key\":1}\n",
    ] {
        fs::write(&path, garbage)?;
        let journal = Journal::<u32>::open(&path, "plan")?;
        journal.add("a", &7)?;
        drop(journal);
        assert_eq!(
            Journal::<u32>::entries(&path),
            BTreeMap::from([("a".to_owned(), 7)])
        );
    }
    Ok(())
}

#[test]
fn entries_of_many_threads_are_all_kept_whole() -> Result<()> {
    let folder = tempdir()?;
    let path = folder.path().join("work.ndjson");
    let journal = Journal::<String>::open(&path, "plan")?;
    let long = "x".repeat(5_000);
    (0..200_u32)
        .into_par_iter()
        .try_for_each(|number| journal.add(&number.to_string(), &format!("{number}{long}")))?;
    drop(journal);
    let entries = Journal::<String>::entries(&path);
    assert_eq!(entries.len(), 200);
    for (key, entry) in entries {
        assert_eq!(entry, format!("{key}{long}"));
    }
    Ok(())
}

#[test]
fn a_closed_journal_does_not_tell_the_order_of_the_work() -> Result<()> {
    let folder = tempdir()?;
    let work = BTreeMap::from([
        ("a".to_owned(), 1),
        ("b".to_owned(), 2),
        ("c".to_owned(), 3),
    ]);
    let mut written = Vec::new();
    for order in [["a", "b", "c"], ["c", "a", "b"]] {
        let path = folder.path().join(order.concat());
        let journal = Journal::<u32>::open(&path, "plan")?;
        for key in order {
            journal.add(key, &work[key])?;
        }
        journal.close(&work)?;
        written.push(fs::read(&path)?);
        assert_eq!(Journal::<u32>::entries(&path), work);
    }
    assert_eq!(written[0], written[1]);
    Ok(())
}

#[test]
fn closing_drops_what_is_no_longer_there() -> Result<()> {
    let folder = tempdir()?;
    let path = folder.path().join("work.ndjson");
    let journal = Journal::<u32>::open(&path, "plan")?;
    journal.add("gone", &1)?;
    journal.close(&BTreeMap::from([("kept".to_owned(), 2)]))?;
    let journal = Journal::<u32>::open(&path, "plan")?;
    assert_eq!((journal.get("gone"), journal.get("kept")), (None, Some(&2)));
    Ok(())
}

#[test]
fn a_folder_has_one_writer_and_the_second_is_told_who_it_is() -> Result<()> {
    let folder = tempdir()?;
    let path = folder.path().join("state/lock");
    let lock = FolderLock::take(&path)?;
    let held = || {
        FolderLock::take(&path)
            .err()
            .expect("it is held")
            .to_string()
    };
    let error = held();
    let machine = fs::read_to_string("/proc/sys/kernel/hostname")?;
    let holder = format!("process {} on {}", std::process::id(), machine.trim());
    assert!(error.contains(&holder), "{error}");
    assert!(error.contains("-d"), "{error}");
    // An earlier version wrote no machine; who has just taken it may not have written anything.
    fs::write(&path, "4711")?;
    assert!(held().contains("another pixrec (process 4711) is writing"));
    fs::write(&path, "")?;
    assert!(held().contains("another pixrec is writing"));
    drop(lock);
    let again = FolderLock::take(&path)?;
    drop(again);
    // The file stays, empty: a lock on a removed file would be a lock on nothing.
    assert_eq!(fs::read(&path)?, b"");
    Ok(())
}

#[test]
fn a_lock_left_by_a_dead_process_can_be_taken() -> Result<()> {
    let folder = tempdir()?;
    let path = folder.path().join("lock");
    fs::write(&path, b"999999999")?;
    let lock = FolderLock::take(&path)?;
    let written = fs::read_to_string(&path)?;
    assert_eq!(
        written.split(' ').next(),
        Some(std::process::id().to_string().as_str())
    );
    drop(lock);
    Ok(())
}

#[test]
fn a_lock_that_cannot_be_made_names_the_path() -> Result<()> {
    let folder = tempdir()?;
    let file = folder.path().join("file");
    fs::write(&file, b"")?;
    let error = FolderLock::take(&file.join("lock"))
        .err()
        .expect("a file is no folder");
    assert!(format!("{error:#}").contains("file"), "{error:#}");
    Ok(())
}

#[test]
fn a_pending_file_is_seen_when_it_is_kept_and_leaves_nothing_when_it_is_not() -> Result<()> {
    let folder = tempdir()?;
    let path = folder.path().join("table.parquet");
    fs::write(&path, b"old")?;
    let dropped = Pending::new(&path)?;
    fs::write(dropped.temporary(), b"half of a")?;
    assert_eq!(fs::read(&path)?, b"old");
    drop(dropped);
    assert_eq!(names(folder.path()), ["table.parquet"]);
    let kept = Pending::new(&path)?;
    fs::write(kept.temporary(), b"new")?;
    kept.keep()?;
    assert_eq!(fs::read(&path)?, b"new");
    assert_eq!(names(folder.path()), ["table.parquet"]);
    Ok(())
}
