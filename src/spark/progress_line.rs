//! How far Spark is, as it tells a terminal: `[Stage 3:=====>      (5 + 2) / 8]`.

/// How far a stage of a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// The number of the stage.
    pub stage: u64,
    /// How many of its parts are done.
    pub done: u64,
    /// How many it has.
    pub total: u64,
}

impl Reached {
    /// What a line tells; nothing where it tells of something else. Of stages that run side by side
    /// the first is told.
    pub fn of(line: &str) -> Option<Self> {
        let (_, rest) = line.split_once("[Stage ")?;
        let (stage, rest) = rest.split_once(':')?;
        let (_, rest) = rest.split_once('(')?;
        let (done, rest) = rest.split_once(" + ")?;
        let (_, rest) = rest.split_once(") / ")?;
        let (total, _) = rest.split_once(']')?;
        let number = |text: &str| text.trim().parse().ok();
        Some(Self {
            stage: number(stage)?,
            done: number(done)?,
            total: number(total)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Reached;

    #[test]
    fn a_line_tells_how_far_it_is() {
        let reached = Reached::of("[Stage 3:=====>                (5 + 2) / 8]   ");
        let expected = Reached {
            stage: 3,
            done: 5,
            total: 8,
        };
        assert_eq!(reached, Some(expected));
        assert_eq!(Reached::of("[Stage x:(5 + 2) / 8]"), None);
        assert_eq!(Reached::of("26/11/26 WARN TaskSetManager: [Stage"), None);
        assert_eq!(Reached::of(""), None);
    }
}
