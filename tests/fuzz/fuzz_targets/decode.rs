//! Any bytes as a picture file.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pixrec_fuzz::{file_is_read_or_refused, let_decoders_panic};

fuzz_target!(init: let_decoders_panic(), |bytes: &[u8]| {
    file_is_read_or_refused(bytes, 256);
});
