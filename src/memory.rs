//! Memory that was used for a while, by a process that goes on for long.

/// Lets all threads have their memory from a few places, as many as there are cores: a server has many
/// threads that do little each, and of what each frees none has use for the other's.
pub fn share() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        // SAFETY: the function takes numbers only. What it does not accept it leaves as it was.
        unsafe {
            libc::mallopt(libc::M_ARENA_MAX, i32::try_from(cores).unwrap_or(i32::MAX));
        }
    }
}

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
