//! Memory that was used for a while, by a process that goes on for long.

/// Gives memory that was freed back to the system: what it took to read large tables, a server would
/// hold for as long as it runs.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: the function takes no pointer, may be called at any time from any thread, and changes
    // nothing that is in use.
    unsafe {
        libc::malloc_trim(0);
    }
}
