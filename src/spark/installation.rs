//! The Spark of a machine: where it is, which it is, and whether there is a Java that runs it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

/// The program of Spark that runs scripts.
const SPARK_SQL: &str = "spark-sql";
/// The versions of Spark that are taken; 3.5.3 and 4.0.1 were tried.
const OLDEST: (u32, u32) = (3, 5);
const NEWEST_MAJOR: u32 = 4;

/// A Spark that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// Its folder.
    pub home: PathBuf,
    /// Its version, major and minor.
    pub version: (u32, u32),
}

impl Installation {
    /// The Spark in the folder `home`, else the one whose `spark-sql` is on the `path` of programs,
    /// as packages and `pip install pyspark` put it there; with a Java in `java_home`, else on the
    /// path, that can run it.
    ///
    /// # Errors
    /// There is none, it is of another version than 3.5 or 4, or there is no Java or an older one.
    pub fn find(
        home: Option<&Path>,
        java_home: Option<&Path>,
        path: Option<&OsStr>,
    ) -> Result<Self> {
        let home = match home {
            Some(home) => {
                ensure!(
                    program(home).is_file(),
                    "there is no Spark in {}: bin/{SPARK_SQL} is missing; name another folder with --spark-home or SPARK_HOME",
                    home.display()
                );
                home.to_owned()
            }
            None => on_path(path).context("no Spark is found: install one (`pip install pyspark`, or unpack a release), and name its folder with --spark-home or SPARK_HOME")?,
        };
        let home = std::path::absolute(&home)?;
        let version = version_of(&home)?;
        let (major, minor) = version;
        ensure!(
            version >= OLDEST && major <= NEWEST_MAJOR,
            "the Spark in {} is {major}.{minor}; it must be 3.5 or 4",
            home.display()
        );
        check_java(java_home, path, version)?;
        Ok(Self { home, version })
    }

    /// Its program that runs scripts.
    pub fn program(&self) -> PathBuf {
        program(&self.home)
    }
}

fn program(home: &Path) -> PathBuf {
    home.join("bin").join(SPARK_SQL)
}

/// The folder of the Spark whose `spark-sql` is found first. A wheel of Python has its programs in
/// the folder of all programs, and itself beside the other packages.
fn on_path(path: Option<&OsStr>) -> Option<PathBuf> {
    let found = which::which_in_global(SPARK_SQL, path).ok()?.next()?;
    let found = found.canonicalize().ok()?;
    let around = found.parent()?.parent()?;
    if around.join("jars").is_dir() {
        return Some(around.to_owned());
    }
    let libraries = std::fs::read_dir(around.join("lib")).ok()?.flatten();
    let packages = libraries.map(|library| library.path().join("site-packages/pyspark"));
    let mut packages: Vec<PathBuf> = packages
        .filter(|package| package.join("jars").is_dir())
        .collect();
    packages.sort();
    packages.pop()
}

/// The version, by the name of the library that every Spark has.
fn version_of(home: &Path) -> Result<(u32, u32)> {
    let jars = home.join("jars");
    let listed = std::fs::read_dir(&jars)
        .with_context(|| format!("cannot read {}: is Spark installed whole?", jars.display()))?;
    let names = listed
        .flatten()
        .filter_map(|jar| jar.file_name().into_string().ok());
    let mut versions = names.filter_map(|name| {
        let rest = name.strip_prefix("spark-core_")?.strip_suffix(".jar")?;
        let (_, version) = rest.split_once('-')?;
        numbers(version)
    });
    versions.next().with_context(|| {
        format!(
            "{} has no spark-core library: is Spark installed whole?",
            jars.display()
        )
    })
}

/// The first two numbers of a version.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split(['.', '-']).map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

fn check_java(home: Option<&Path>, path: Option<&OsStr>, (major, minor): (u32, u32)) -> Result<()> {
    let oldest = if major >= 4 { 17 } else { 8 };
    let needed = format!("Spark {major}.{minor} needs Java {oldest} or newer");
    let java = match home {
        Some(home) => Some(home.join("bin/java")).filter(|java| java.is_file()),
        None => which::which_in_global("java", path)
            .ok()
            .and_then(|mut found| found.next()),
    };
    let Some(java) = java else {
        bail!(
            "there is no Java: {needed}; install one (Debian: default-jre-headless), or name its folder with JAVA_HOME"
        );
    };
    let told = Command::new(&java).arg("-version").output();
    let told = told.with_context(|| format!("{} cannot be started", java.display()))?;
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    let version = java_version(&told)
        .with_context(|| format!("{} does not tell its version; {needed}", java.display()))?;
    ensure!(
        version >= oldest,
        "{} is Java {version}: {needed}; name another with JAVA_HOME",
        java.display()
    );
    Ok(())
}

/// The number in `openjdk version "17.0.15" 2025-04-15`; of `"1.8.0_422"` it is 8.
fn java_version(told: &str) -> Option<u32> {
    let quoted = told.split('"').nth(1)?;
    let mut parts = quoted.split(['.', '-', '_', '+']).map(str::parse::<u32>);
    match parts.next()?.ok()? {
        1 => parts.next()?.ok(),
        version => Some(version),
    }
}

#[cfg(test)]
mod tests {
    use super::{java_version, numbers};

    #[test]
    fn versions_are_read_as_they_are_told() {
        let told = "openjdk version \"17.0.15\" 2025-04-15\nOpenJDK Runtime Environment\n";
        assert_eq!(java_version(told), Some(17));
        assert_eq!(java_version("java version \"1.8.0_422\""), Some(8));
        assert_eq!(java_version("openjdk version \"21-ea\" 2023"), Some(21));
        assert_eq!(java_version("Error: no such option"), None);
        assert_eq!(numbers("3.5.3"), Some((3, 5)));
        assert_eq!(numbers("4.1.0-preview1"), Some((4, 1)));
        assert_eq!(numbers("x"), None);
    }
}
