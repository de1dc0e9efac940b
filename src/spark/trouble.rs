//! What went wrong with a job, from what Spark said: pages of Java for one cause, of which a person
//! wants to know what it is and what to do.

/// What Spark says, and what is told of it.
struct Known {
    /// Words of a line, all of them.
    says: &'static [&'static str],
    /// What happened, and what to do.
    told: &'static str,
}

/// Mishaps that end a job, the more telling first.
const FATAL: [Known; 9] = [
    Known {
        says: &["GLIBC_", "not found"],
        told: "the program does not run on the workers, whose system is older than the one it was built for; build it on theirs, and name it with --program",
    },
    Known {
        says: &["Exec format error"],
        told: "the program does not run on the workers, which have another processor or system; build it there, and name it with --program",
    },
    Known {
        says: &["Subprocess exited with status 127"],
        told: "the program is missing on a worker; leave --program out, so that it is sent along, or put it at the same path on every worker",
    },
    Known {
        says: &["Subprocess exited with status 126"],
        told: "the program on a worker may not be run; make it executable there",
    },
    Known {
        says: &["All masters are unresponsive"],
        told: "the master does not answer; is its address right, and is it running?",
    },
    Known {
        says: &["UnsupportedClassVersionError"],
        told: "the Java is too old for this Spark; name a newer one with JAVA_HOME",
    },
    Known {
        says: &["JAVA_HOME is not set"],
        told: "there is no Java; install one (Debian: default-jre-headless), or name its folder with JAVA_HOME",
    },
    Known {
        says: &["PATH_NOT_FOUND"],
        told: "a table is not there for Spark; the data folder must be at the same path on all machines",
    },
    Known {
        says: &["No space left on device"],
        told: "the disk is full, here or on a worker",
    },
];

/// Mishaps that a job may get over.
const PASSING: [Known; 3] = [
    Known {
        says: &["Initial job has not accepted any resources"],
        told: "no worker has taken the job yet: are workers running, and have they cores and memory free?",
    },
    Known {
        says: &["Lost executor"],
        told: "a worker is lost; the others do its part again",
    },
    Known {
        says: &["Lost task", "exited with status"],
        told: "a part failed on a worker and is tried again",
    },
];

fn find(known: &[Known], line: &str) -> Option<&'static str> {
    let mut known = known.iter();
    let found = known.find(|known| known.says.iter().all(|words| line.contains(words)));
    found.map(|known| known.told)
}

/// What to tell while the job goes on.
pub fn passing(line: &str) -> Option<&'static str> {
    find(&PASSING, line)
}

/// What ended the job: what is known of it, and the line that says so.
pub fn fatal(lines: &[String]) -> String {
    for known in FATAL {
        let says = |line: &&String| known.says.iter().all(|words| line.contains(words));
        if let Some(line) = lines.iter().find(says) {
            return format!("{} ({})", known.told, short(line));
        }
    }
    // What is wrong with a script begins with its class in brackets: `[PARSE_SYNTAX_ERROR] ...`.
    let classed = lines.iter().find(|line| is_classed(line));
    // Of a chain of causes the last is the first one; else what is said last.
    let caused = lines.iter().rev().find(|line| line.contains("Caused by:"));
    let error = || {
        let is_error = |line: &&String| line.contains("Error") || line.contains("Exception");
        lines.iter().rev().find(is_error)
    };
    let line = classed.or(caused).or_else(error).or(lines.last());
    line.map_or_else(|| "it said nothing".to_owned(), |line| short(line))
}

fn is_classed(line: &str) -> bool {
    let class = line.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let is_upper =
        |character: char| character.is_ascii_uppercase() || "_.0123456789".contains(character);
    class.is_some_and(|(class, _)| !class.is_empty() && class.chars().all(is_upper))
}

/// The longest line that is told, in characters.
const MAX_CHARS: usize = 300;

fn short(line: &str) -> String {
    let line = line.trim();
    match line.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{fatal, passing};

    #[test]
    fn the_cause_is_told_and_what_to_do() {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<String>>();
        let said = lines(
            "26/11/26 ERROR Executor: Exception in task 0.0\n\
             org.apache.spark.SparkException: Subprocess exited with status 127. Error: /bin/bash: line 1: ./pixrec: No such file\n\
             Error in query: job aborted",
        );
        assert!(fatal(&said).starts_with("the program is missing on a worker"));
        let said = lines("Error in query: x\nCaused by: java.io.IOException: first\n\tat a.b");
        assert_eq!(fatal(&said), "Caused by: java.io.IOException: first");
        let said = lines("x\n[UNRESOLVED_COLUMN] no a; line 1\nCaused by: later, at the end");
        assert_eq!(fatal(&said), "[UNRESOLVED_COLUMN] no a; line 1");
        assert_eq!(fatal(&lines("hello")), "hello");
        assert_eq!(fatal(&[]), "it said nothing");
        assert_eq!(fatal(&["Error ".repeat(100)]).chars().count(), 301);
    }

    #[test]
    fn what_passes_is_told_once_it_is_known() {
        let line = "WARN TaskSchedulerImpl: Initial job has not accepted any resources; check";
        assert!(passing(line).is_some());
        assert_eq!(passing("WARN NativeCodeLoader: Unable to load"), None);
    }
}
